// The layout of --help: two columns in lines of 80.
#pragma once

#include <memory>

namespace CLI {
class FormatterBase;
}

namespace ldapsnap {

std::shared_ptr<CLI::FormatterBase> helpFormatter();

}  // namespace ldapsnap
