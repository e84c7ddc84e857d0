// The sources that the playground begins with.

export const EXAMPLE = [
  {
    name: "shop/v1/shop.proto",
    text: `// Things for sale.
syntax = "proto3";

package shop.v1;

import "google/protobuf/timestamp.proto";
import "shop/v1/money.proto";

option go_package = "example.com/shop/v1;shopv1";

// A thing for sale.
message Item {
  string name = 1;
  Money price = 2;
  map<string, string> labels = 3;
  google.protobuf.Timestamp since = 4;
  // Where it is kept.
  oneof place {
    string shelf = 5;
    uint32 box = 6;
  }
}
`,
  },
  {
    name: "shop/v1/money.proto",
    text: `syntax = "proto3";

package shop.v1;

option go_package = "example.com/shop/v1;shopv1";

// An amount of money.
message Money {
  Currency currency = 1;
  // Hundredths of the currency's unit.
  int64 cents = 2;
}

enum Currency {
  CURRENCY_UNSPECIFIED = 0;
  CURRENCY_EUR = 1;
  CURRENCY_USD = 2;
}
`,
  },
];
