// zig's C++ library for WASI has no file streams, only their headers, once told to (FILE_STREAMS in the recipe). Three files
// use them: Objective-C's generator, for lists of prefixes, cctz, and protoc's command line.
#include <fstream>
template class std::basic_filebuf<char>;
template class std::basic_ifstream<char>;
