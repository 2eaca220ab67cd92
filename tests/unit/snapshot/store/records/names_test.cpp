// Which snapshot or run a name refers to.
#include "snapshot/store/records/names.h"

#include <fmt/format.h>
#include <functional>
#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "snapshot/store/records/manifest.h"
#include "tests/support/store_address.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/snapshot/store/sample_store.h"

namespace ldapsnap {
namespace {

using test::people;
using test::take;

class StoreNames : public testing::Test {
 protected:
  StoreNames() : store_(Store::open({test::storeAt(folder_ / "store"), StoreOptions::Access::Write})) {
    for (int i = 0; i < 3; ++i) lab_.push_back(take(*store_, "lab", people(3, i), i));
    prod_ = take(*store_, "prod", people(4), 9);
  }
  ldapsnap::Run addRun(const std::string& site, const std::string& before, const std::string& after) {
    ldapsnap::Run run;
    run.site = site;
    run.before = before;
    run.after = after;
    store_->addRun(run);
    return run;
  }
  std::string messageFor(const std::string& name) {
    try {
      store_->resolve(name);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }
  test::TempFolder folder_;
  std::unique_ptr<Store> store_;
  std::vector<SnapshotInfo> lab_;
  SnapshotInfo prod_;
};

TEST_F(StoreNames, SiteIsItsLatestSnapshotAndTildeCountsBack) {
  EXPECT_EQ(store_->find("lab"), lab_[2]);
  EXPECT_EQ(store_->find("lab~0"), lab_[2]);
  EXPECT_EQ(store_->find("lab~"), lab_[1]);
  EXPECT_EQ(store_->find("lab~2"), lab_[0]);
  EXPECT_EQ(messageFor("lab~9"), "no snapshot \"lab~9\": the oldest is \"lab~2\"; `ldapsnap list lab` shows them");
  EXPECT_THROW(store_->find("lab~x"), Error);
}

TEST_F(StoreNames, StateThatReturnsWithinASecondIsTheLatest) {
  const SnapshotInfo first = take(*store_, "fast", people(2), 0), second = take(*store_, "fast", people(3), 0);
  const SnapshotInfo third = take(*store_, "fast", people(2), 0);
  EXPECT_EQ(store_->snapshots("fast").size(), 3U);
  EXPECT_EQ(store_->find("fast")->id, third.id);
  EXPECT_EQ(store_->find("fast~1")->id, second.id);
  EXPECT_EQ(store_->find("fast")->contentRoot, first.contentRoot);
  EXPECT_EQ(take(*store_, "fast", people(2), 0).id, third.id) << "the same state once more is the same snapshot";
}

TEST_F(StoreNames, SiteNameThatMeansSomethingElseIsRefused) {
  store_->setLabel("golden", lab_[0].id, Store::LabelInUse::Refuse);
  for (const char* name : {"", " ", "q~1", "a/R1", "..", "a..b", "x\ny", "R@{1}", "ldap://h/", "golden"})
    EXPECT_THROW(store_->requireSiteName(name), Error) << name;
  for (const char* name : {"lab", "dc1.example.com:3268", "local:/run/slapd/ldapi", "Zürich 1", "a@b"})
    EXPECT_NO_THROW(store_->requireSiteName(name)) << name;
}

TEST_F(StoreNames, TildesAreCountedTogether) { EXPECT_EQ(store_->find("lab~1~1"), lab_[0]); }

TEST_F(StoreNames, SiteAtATimeIsItsLatestSnapshotUntilThen) {
  const std::string middle = formatTime(lab_[1].taken);
  EXPECT_EQ(store_->find("lab@{" + middle + "}"), lab_[1]);
  EXPECT_EQ(store_->find("lab@{" + middle + "}~1"), lab_[0]);
  EXPECT_EQ(store_->find("lab@{now}"), lab_[2]);
  EXPECT_EQ(store_->find("nosuchsite@{now}"), std::nullopt);
  EXPECT_EQ(messageFor("lab@{2001-01-01}"), "no snapshot \"lab@{2001-01-01}\": the oldest is from " +
                                                formatTime(lab_[0].taken) + "; `ldapsnap list lab` shows them");
  EXPECT_EQ(messageFor("lab@{soon}"),
            "\"lab@{soon}\": \"soon\" is not a time; write a day or a time, as in 2026-11-01, 2026-11-01T14:00 or, "
            "in UTC, 2026-11-01T14:00Z, \"yesterday\", or \"3 days ago\"");
}

TEST(Moments, AreNamedAsInGit) {
  const Time now = parseTime("2026-11-30T12:00:00Z");
  const auto named = [now](std::string_view text) {
    const std::optional<Time> moment = momentNamed(text, now);
    return moment ? formatTime(*moment) : "none";
  };
  EXPECT_EQ(named("2026-11-01"), "2026-11-02T00:00:00Z") << "the end of the day";
  EXPECT_EQ(named("2026-11-01T14:00"), "2026-11-01T14:00:01Z");
  EXPECT_EQ(named("2026-11-01T14:00:30Z"), "2026-11-01T14:00:31Z");
  EXPECT_EQ(named("yesterday"), "2026-11-29T12:00:00Z");
  EXPECT_EQ(named("1 hour ago"), "2026-11-30T11:00:00Z");
  EXPECT_EQ(named("2 weeks ago"), "2026-11-16T12:00:00Z");
  for (const char* text : {"", "tomorrow", "2026-13-01", "x days ago", "3 ago", " ago", "3 fortnights ago"})
    EXPECT_EQ(named(text), "none") << text;
}

TEST_F(StoreNames, PredictionIsFoundByItsLabelAndIdOnly) {
  SnapshotInfo info = lab_[2];
  info.kind = SnapshotInfo::Kind::Predicted;
  const std::unique_ptr<SnapshotWriter> writer = store_->beginSnapshot();
  for (const Entry& entry : people(5)) writer->add(entry);
  const SnapshotInfo prediction = writer->commit(info);
  store_->setLabel("planned", prediction.id, Store::LabelInUse::Refuse);
  EXPECT_EQ(prediction.site, "lab");
  EXPECT_EQ(store_->find("lab"), lab_[2]);
  EXPECT_EQ(store_->find("lab~1"), lab_[1]);
  EXPECT_EQ(store_->find("planned"), prediction);
  EXPECT_EQ(store_->find(prediction.id), prediction);
  EXPECT_EQ(store_->find("planned~1"), lab_[2]) << "the state before it in the history of its site";
  EXPECT_EQ(store_->history("lab"), lab_);
  EXPECT_EQ(store_->snapshots("lab").size(), 4U);
}

TEST_F(StoreNames, SiteWithPredictionsOnlyIsNotASite) {
  SnapshotInfo info;
  info.kind = SnapshotInfo::Kind::Predicted;
  info.site = "export.ldif";
  const std::unique_ptr<SnapshotWriter> writer = store_->beginSnapshot();
  writer->commit(info);
  EXPECT_EQ(store_->find("export.ldif"), std::nullopt) << "the name of a file must reach the file";
  EXPECT_EQ(store_->sites(), (std::vector<std::string>{"lab", "prod"}));
}

TEST_F(StoreNames, IdPrefixOfFourDigitsIsEnough) {
  EXPECT_EQ(store_->find(prod_.id), prod_);
  EXPECT_EQ(store_->find(prod_.id.substr(0, 12)), prod_);
  EXPECT_EQ(store_->find(prod_.id.substr(0, 3)), std::nullopt);
}

TEST_F(StoreNames, LabelNamesOneSnapshotAndCanBeMoved) {
  store_->setLabel("golden", lab_[0].id, Store::LabelInUse::Refuse);
  EXPECT_EQ(store_->find("golden"), lab_[0]);
  EXPECT_THROW(store_->setLabel("golden", lab_[1].id, Store::LabelInUse::Refuse), Error);
  EXPECT_EQ(store_->find("golden"), lab_[0]);
  store_->setLabel("golden", lab_[1].id, Store::LabelInUse::Move);
  EXPECT_EQ(store_->find("golden"), lab_[1]);
  EXPECT_EQ(store_->find("golden~1"), lab_[0]);
  EXPECT_EQ(store_->labelsOf(lab_[1].id), std::vector<std::string>{"golden"});
  EXPECT_THROW(store_->setLabel("lab", prod_.id, Store::LabelInUse::Refuse), Error) << "a site's name";
  EXPECT_THROW(store_->setLabel("a/b", prod_.id, Store::LabelInUse::Refuse), Error);
  EXPECT_THROW(store_->setLabel("x", std::string(64, '0'), Store::LabelInUse::Refuse), Error) << "no such snapshot";
}

TEST_F(StoreNames, RunsAreNumberedPerSite) {
  EXPECT_EQ(addRun("lab", lab_[0].id, lab_[1].id).name(), "lab/R1");
  EXPECT_EQ(addRun("lab", lab_[1].id, "").name(), "lab/R2");
  EXPECT_EQ(store_->find("lab/R1:before"), lab_[0]);
  EXPECT_EQ(store_->find("R1:after"), lab_[1]);
  EXPECT_EQ(store_->run("R2").before, lab_[1].id);
  EXPECT_NE(messageFor("R2:after").find("was not finished"), std::string::npos);
  addRun("prod", prod_.id, "");
  EXPECT_NE(messageFor("R1:after").find("ambiguous: lab/R1, prod/R1"), std::string::npos);
  EXPECT_THROW(store_->run("lab/R9"), Error);
}

TEST_F(StoreNames, UpdatedRunIsReadBack) {
  ldapsnap::Run run = addRun("lab", lab_[0].id, "");
  run.setup = "kms-5.0";
  run.command = {"setup", "--quiet", "\xff"};
  run.ended = run.started + std::chrono::seconds(5);
  run.exitCode = 3;
  run.after = lab_[1].id;
  store_->updateRun(run);
  run.command.back() = "\\xff";
  EXPECT_EQ(store_->run("lab/R1"), run);
}

TEST_F(StoreNames, UnknownNameGetsASuggestion) {
  EXPECT_EQ(messageFor("prdo"), "no snapshot named \"prdo\"; did you mean \"prod\"?");
  EXPECT_EQ(store_->find("after.ldif"), std::nullopt);
  EXPECT_EQ(store_->find("./lab"), std::nullopt);
}

TEST_F(StoreNames, LabelThatCouldBeAnIdIsRefused) {
  const std::string start = prod_.id.substr(0, 8);
  for (const std::string& label : {start, std::string("dead"), std::string("20260301")})
    EXPECT_THROW(store_->setLabel(label, lab_[0].id, Store::LabelInUse::Move), Error) << label;
  EXPECT_EQ(store_->find(start), prod_);
  EXPECT_THROW(store_->setLabel("R1", lab_[0].id, Store::LabelInUse::Move), Error) << "a run has such a name";
  for (const char* label : {"abc", "before", "2026-03-01", "DEAD", "R1-before", "R"})
    store_->setLabel(label, lab_[0].id, Store::LabelInUse::Refuse);
}

TEST_F(StoreNames, LabelIsJudgedBeforeTheSnapshotIsTaken) {
  store_->setLabel("golden", lab_[0].id, Store::LabelInUse::Refuse);
  store_->requireLabel("new", "lab", Store::LabelInUse::Refuse);
  store_->requireLabel("golden", "lab", Store::LabelInUse::Move);
  try {
    store_->requireLabel("golden", "lab", Store::LabelInUse::Refuse);
    ADD_FAILURE() << "a label in use";
  } catch (const Error& error) {
    EXPECT_EQ(error.what(), "the label \"golden\" is on another snapshot, " + lab_[0].id.substr(0, 8) +
                                "; choose another label, or move this one with --move");
  }
  EXPECT_THROW(store_->requireLabel("newsite", "newsite", Store::LabelInUse::Refuse), Error) << "will be a site's name";
}

/// What the store reads for a name is as good as everything that is in it.
TEST_F(StoreNames, EveryNameMeansWhatItMeansAmongAllSnapshots) {
  for (int i = 3; i < 12; ++i) lab_.push_back(take(*store_, "lab", people(3, i), i * 86400));
  SnapshotInfo predicted;
  predicted.site = "lab";
  predicted.kind = SnapshotInfo::Kind::Predicted;
  predicted.taken = lab_[6].taken;
  const std::unique_ptr<SnapshotWriter> writer = store_->beginSnapshot();
  predicted = writer->commit(predicted);
  store_->setLabel("golden", lab_[8].id, Store::LabelInUse::Refuse);
  store_->setLabel("planned", predicted.id, Store::LabelInUse::Refuse);
  addRun("lab", lab_[4].id, lab_[7].id);
  addRun("prod", prod_.id, prod_.id);
  NameTable all;
  for (const SnapshotRow& row : store_->backend().snapshots()) all.snapshots.push_back(Manifest::read(row).info);
  all.labels = store_->backend().labels();
  all.runs = store_->runs();
  const auto meaningOf = [](const std::function<std::optional<SnapshotInfo>()>& find) -> std::string {
    try {
      const std::optional<SnapshotInfo> found = find();
      return found ? found->id : "nothing";
    } catch (const Error& error) {
      return error.what();
    }
  };
  std::vector<std::string> names = {
      "lab",       "prod",          "golden", "planned",   "lab/R1:before",          "lab/R1:after",
      "R1:before", "prod/R1:after", "nobody", "R7:before", lab_[5].id.substr(0, 10), "lab:before"};
  for (const std::string& id : {lab_[2].id, predicted.id}) names.push_back(id);
  std::vector<std::string> steps;
  for (const std::string& name : names)
    for (const char* step : {"~", "~0", "~1", "~3", "~2~1", "~5", "~11", "~12", "~99", "~x", "~~"})
      steps.push_back(name + step);
  names.insert(names.end(), steps.begin(), steps.end());
  for (int day = 0; day < 13; ++day) {
    const std::string time = formatTime(lab_[0].taken + std::chrono::hours(24) * day);
    for (const char* step : {"", "~1", "~4", "~20"}) names.push_back(fmt::format("lab@{{{}}}{}", time, step));
  }
  names.insert(names.end(), {"lab@{never}", "nobody@{now}", "lab@{1999-01-01}", "lab@{now}", "prod@{now}~1"});
  for (const std::string& name : names)
    EXPECT_EQ(meaningOf([&] { return store_->find(name); }), meaningOf([&] { return all.find(name); })) << name;
}

TEST_F(StoreNames, NameReadsOnlyTheSnapshotsThatItCanMean) {
  for (int i = 3; i < 300; ++i) lab_.push_back(take(*store_, "lab", people(1, i), i));
  store_->setLabel("golden", lab_[200].id, Store::LabelInUse::Refuse);
  const auto rowsFor = [this](const std::string& name) {
    return store_->backend().recordsNamed(requestFor(name, now())).snapshots.size();
  };
  EXPECT_LE(rowsFor("lab"), 1U);
  EXPECT_LE(rowsFor("lab~7"), 9U);
  EXPECT_LE(rowsFor("golden"), 1U);
  EXPECT_LE(rowsFor("golden~7"), 9U);
  EXPECT_LE(rowsFor("lab@{" + formatTime(lab_[100].taken) + "}"), 3U);
  EXPECT_LE(rowsFor(lab_[250].id), 1U);
  EXPECT_EQ(rowsFor("nothing"), 0U);
  EXPECT_EQ(store_->snapshots("lab", {.most = 4}).size(), 4U);
  EXPECT_EQ(store_->snapshots("lab", {.most = 4}).back(), lab_.back());
  EXPECT_EQ(store_->snapshots({}, {.since = lab_[290].taken}).size(), 10U);
  const std::vector<Store::Site> sites = store_->siteList();
  ASSERT_EQ(sites.size(), 2U);
  EXPECT_EQ(sites[0].name, "lab");
  EXPECT_EQ(sites[0].snapshots, 300U);
  EXPECT_EQ(sites[0].latest, lab_.back().taken);
}

TEST_F(StoreNames, SiteMayHaveAColonInItsName) {
  SnapshotInfo info;
  info.site = "127.0.0.1:1389";
  const std::unique_ptr<SnapshotWriter> writer = store_->beginSnapshot();
  const SnapshotInfo taken = writer->commit(info);
  EXPECT_EQ(store_->find("127.0.0.1:1389"), taken);
  EXPECT_EQ(store_->find("127.0.0.1:1389~0"), taken);
  addRun("127.0.0.1:1389", taken.id, "");
  EXPECT_EQ(store_->find("127.0.0.1:1389/R1:before"), taken);
}

}  // namespace
}  // namespace ldapsnap
