// How each kind of server behaves: one row a product, from data/server-behaviour.json (format: data/README.md).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/ldap/product/product.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/ldap/schema/validation/syntax_check.h"

namespace ldapsnap {

/// How a server is asked for what changed since an earlier snapshot.
enum class ChangeQuery {
  None,      ///< it cannot be asked
  SyncRepl,  ///< content synchronization (RFC 4533) from the contextCSN of the earlier snapshot
  Usn        ///< uSNChanged above the earlier highestCommittedUSN ([MS-ADTS] 3.1.1.1.9)
};

/// How a server reports changes while they happen.
enum class FeedMechanism {
  AccessLog,         ///< the database of slapo-accesslog(5), where the server has one
  SyncRepl,          ///< RFC 4533, refreshAndPersist, where the server supports the control
  PersistentSearch,  ///< draft-ietf-ldapext-psearch-03, where the server supports the control
  Usn                ///< uSNChanged, polled ([MS-ADTS] 3.1.1.1.9)
};

/// How a server decides which attributes an identity may read.
enum class AccessControlKind {
  Unknown,
  OlcAccess,           ///< slapd.access(5)
  Aci,                 ///< the attribute aci of 389 Directory Server
  SecurityDescriptors  ///< [MS-ADTS] 5.1.3
};

/// Siblings whose RDN begins with a number in braces that the server assigns: olcDatabase={1}mdb (slapd-config(5)).
struct SiblingNumbering {
  std::string below;               ///< DN: only entries below it are numbered
  std::vector<std::string> types;  ///< attribute types of the numbered RDNs
  std::string schemas;             ///< DN: children of this entry are numbered too, and keep the number that they have
};

/// What one attribute of a root DSE must be for the server to be recognised.
struct RootDseMark {
  std::string attribute;
  /// One of its values, in any case; "*" stands for any text. Nothing: the attribute must be absent.
  std::optional<std::string> pattern;

  bool operator==(const RootDseMark&) const = default;
};

/// An attribute of the server whose value changes with every change of what it counts.
struct CounterFact {
  bool isAtContext = false;  ///< at the naming context's own entry; otherwise in the root DSE
  std::string attribute;
};

/// One row of the table. Facts that a row leaves out are those of the row that it names with "as"; what differs from
/// that row, and what a row without it does not share with the generic row, has a source in the file.
struct ServerBehaviour {
  std::string name;                  ///< as nameOf()
  std::optional<Product> variantOf;  ///< as variantOf(); of the rows that leave facts out, not those as "generic"
  /// Seen on a real server; otherwise made from documentation, and named so where the product is described.
  bool isSeen = true;
  std::vector<std::string> limits;  ///< what captures and comparisons cannot do there, each a sentence

  // --- Recognition ---

  /// A root DSE that has all marks of one of these is the server's.
  std::vector<std::vector<RootDseMark>> rootDse;
  /// Of a variant: the attribute type whose definition in the schema shows that the server is this one.
  std::string schemaMark;

  // --- Recognition, where there is no root DSE ---

  /// Starts of LDIF lines, in lower case, that hold schema; those of the generic row are of any server.
  std::vector<std::string> ldifSchemaLines;
  /// Starts of other LDIF lines, in lower case, that only this server writes.
  std::vector<std::string> ldifOwnLines;
  /// Starts of lines, in lower case, that others write too, but this one most often: what a file is taken for that has
  /// no line of a server's own.
  std::vector<std::string> ldifLikelyLines;
  /// The name of the folder of LDIF files in which the server keeps its configuration; empty: it has none.
  std::string configurationFolder;

  // --- What it answers to a request ---

  /// objectClass gets the superior classes of the classes that it is given.
  bool completesSuperiorClasses = false;
  /// An entry must have a structural object class, and its structural classes must be one chain (RFC 4512, 2.4.2).
  bool requiresOneStructuralClass = false;
  /// The object class of the parent must be among the possible superiors of a new entry's class.
  bool checksPossibleSuperiors = false;
  /// An entry of class extensibleObject may hold attribute types that no schema defines.
  bool extensibleObjectAllowsUndefinedTypes = false;
  /// A client that writes an attribute marked NO-USER-MODIFICATION is refused.
  bool refusesNoUserModification = false;
  /// An attribute that is required and marked NO-USER-MODIFICATION need not be in an add: the server supplies it.
  bool suppliesNoUserModification = false;
  /// A rename to the name of an ancestor is refused for that, before it is found that the name is taken.
  bool refusesRenameToAncestor = false;
  /// The types in a name must be defined, and its values conform to their syntax: invalidDNSyntax otherwise.
  bool checksNamesAgainstSchema = false;
  /// An attribute option that is not configured is refused, and ";binary" where the syntax does not require it.
  bool refusesUnknownOptions = false;
  /// A schema object that is added without lDAPDisplayName gets one that is made from its cn, and its linkID may ask
  /// for a number.
  bool derivesSchemaNames = false;
  /// How it reads the values of syntaxes.
  SyntaxDialect syntaxDialect = SyntaxDialect::Standard;

  // --- References between entries ---

  /// Values of DN syntax may name only entries that exist.
  bool requiresReferencedEntries = false;
  /// Values of DN syntax follow when the entry that they name is renamed, and are removed when it is deleted.
  bool maintainsReferences = false;

  // --- Its configuration ---

  /// DN of the configuration where it is no naming context of the root DSE; empty: it is one, or there is none.
  std::string configurationSuffix;
  std::optional<SiblingNumbering> numbersSiblings;
  /// A single value of a setting can be deleted; if not, a setting is replaced with all its values.
  bool deletesConfigurationByValue = false;
  /// The attribute whose values load modules, which bring schema along; empty: there is none.
  std::string moduleListAttribute;

  // --- How a capture reads it ---

  /// The attribute of the root DSE that names the configuration, where configurationSuffix may be another; empty: none.
  std::string configurationAttribute;
  /// DNs of naming contexts in which the server records its own activity: read when named with -b, not as part of a
  /// site.
  std::vector<std::string> contextsNotRead;
  /// The filter that every entry matches; empty: (objectClass=*).
  std::string searchFilter;
  /// Operational attributes that "+" (RFC 3673) does not return, and that are requested by name.
  std::vector<std::string> attributesByName;
  /// Of naming contexts. Empty: there is none, and two readings are compared.
  std::vector<CounterFact> changeCounters;
  /// What identifies an entry for its life, within one directory; empty: nothing does.
  std::string identityAttribute;

  AccessControlKind accessControl = AccessControlKind::Unknown;
  /// DN of the identity to which access control does not apply, where every server has it; empty: there is none.
  std::string administrator;

  // --- How it reports changes ---

  ChangeQuery changesSince = ChangeQuery::None;
  /// Which changes are counted, and which entries can be read, is set in the configuration: changes can be asked for
  /// only when the configuration was read and is unchanged.
  bool configurationDecidesWhatIsCounted = false;
  /// The most detailed first.
  std::vector<FeedMechanism> feeds;

  // --- What it is a directory of ---

  /// The suffix is the Exchange organization, and the organizational units below it are its administrative groups.
  bool suffixIsExchangeOrganization = false;

  // --- Remedies for gaps: what an administrator can do, as an imperative clause without a full stop ---

  std::string limitRemedy;   ///< a size, time or administrative limit ended the search (RFC 4511, A.1: 3, 4, 11)
  std::string accessRemedy;  ///< the bind has not the right to read
};

/// The row of `product`. Lives as long as the program. The first call reads the installed file: throws Error(Internal)
/// when it is missing, Error(BadInput) at file:line:column when it is not as data/README.md says.
const ServerBehaviour& behaviourOf(Product product);

/// The product of a server with this root DSE, by the rows' marks: a variant before the product of which it is one.
/// Generic if no row has its marks. `valuesOf` returns the values of an attribute, which may be none.
Product productOfRootDse(const std::function<std::vector<std::string>(const std::string& attribute)>& valuesOf);

/// The variant of `product` that `schema` shows, or `product`: slapd with Zimbra's attribute types is Zimbra's.
Product variantBySchema(Product product, const Schema& schema);

/// The product whose configuration is a folder of that name ("slapd.d"); Generic if there is none.
Product productOfConfigurationFolder(std::string_view folder);

/// What the start of a line of LDIF says about its entry or its server.
struct LdifMark {
  std::string start;      ///< lower case, ASCII
  bool isSchema = false;  ///< the entry holds schema
  bool isLikely = false;  ///< the line may be of another server too
  Product product;        ///< Generic: the line says nothing about the server
};
/// All products' marks: those of variants first, then in the order of the table. Lives as long as the program.
const std::vector<LdifMark>& ldifMarks();

/// The rows of a table in JSON, in the order of the enumeration Product. `file` is its name, for messages. Throws
/// Error(BadInput) at file:line:column for a key that is not known, a fact or a row that is missing, a row that refers
/// to a later one, and a fact that differs from those of the row referred to (or of the generic row) and has no source.
std::vector<ServerBehaviour> parseServerBehaviour(std::string_view json, const std::string& file);

}  // namespace ldapsnap
