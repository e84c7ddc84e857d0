//! Words that cannot be names in PHP.

/// Classes that there are, and the keywords that protoc's generator avoids.
const RESERVED: &str = "
    directory exception errorexception closure generator arithmeticerror assertionerror divisionbyzeroerror error throwable
    parseerror typeerror
    abstract and array as break callable case catch class clone const continue declare default die do echo else elseif empty
    enddeclare endfor endforeach endif endswitch endwhile eval exit extends final finally fn for foreach function global goto
    if implements include include_once instanceof insteadof interface isset list match namespace new or print private
    protected public require require_once return static switch throw trait try unset use var while xor yield int float bool
    string true false null void iterable";

/// Whether `word`, in lower case, is one of them.
pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.split_whitespace().any(|reserved| reserved == word)
}
