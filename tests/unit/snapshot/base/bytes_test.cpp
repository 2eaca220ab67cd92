// The bytes of numbers and strings, as FORMAT.md gives them.
#include "snapshot/base/bytes.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

std::string encoded(std::uint64_t number) {
  std::string bytes;
  appendNumber(bytes, number);
  EXPECT_EQ(bytes.size(), sizeOfNumber(number));
  return hex(bytes);
}

std::uint64_t decoded(std::string_view hexDigits) {
  const std::string bytes = *fromHex(hexDigits);
  ByteReader reader(bytes);
  const std::uint64_t number = reader.number();
  EXPECT_TRUE(reader.atEnd());
  return number;
}

TEST(Numbers, AreLittleEndianBaseHundredTwentyEight) {
  EXPECT_EQ(encoded(0), "00");
  EXPECT_EQ(encoded(127), "7f");
  EXPECT_EQ(encoded(128), "8001");
  EXPECT_EQ(encoded(16383), "ff7f");
  EXPECT_EQ(encoded(16384), "808001");
  EXPECT_EQ(encoded(UINT64_MAX), "ffffffffffffffffff01");
}

TEST(Numbers, ReadBackAroundEveryPowerOfTwo) {
  for (unsigned bit = 0; bit < 64; ++bit) {
    const std::uint64_t power = std::uint64_t{1} << bit;
    for (const std::uint64_t number : {power - 1, power, power + 1}) EXPECT_EQ(decoded(encoded(number)), number);
  }
}

TEST(Numbers, HaveOneEncodingOnly) {
  EXPECT_THROW(decoded("8000"), Error) << "zero in two bytes";
  EXPECT_THROW(decoded("ff8000"), Error) << "a needless last byte";
  EXPECT_THROW(decoded("ffffffffffffffffff02"), Error) << "more than 64 bits";
  EXPECT_THROW(decoded("80808080808080808080808001"), Error) << "too many bytes";
  EXPECT_THROW(decoded("80"), Error) << "ends early";
}

TEST(Strings, CarryTheirLength) {
  std::string bytes;
  appendString(bytes, "cn");
  appendString(bytes, "");
  EXPECT_EQ(hex(bytes), "02636e00");
  ByteReader reader(bytes);
  EXPECT_EQ(reader.string(), "cn");
  EXPECT_EQ(reader.string(), "");
  EXPECT_TRUE(reader.atEnd());
}

TEST(Strings, ThatClaimMoreThanThereIsAreDamage) {
  for (const std::string_view bytes : {"\x03"
                                       "cn",
                                       "\xff\xff\xff\xff\x0f"
                                       "cn"}) {
    ByteReader reader(bytes);
    EXPECT_THROW(reader.string(), Error);
  }
}

}  // namespace
}  // namespace ldapsnap
