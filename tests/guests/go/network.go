// Asks for a page, without a network: an ordinary error. No arguments.
package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

func main() {
	_, err := http.Get("http://127.0.0.1:9/page")
	var failure *url.Error
	fmt.Println(err != nil, errors.As(err, &failure))
	if failure != nil {
		fmt.Println(failure.Op, failure.URL)
	}
}
