// A network changed by hand: sizes kept within bounds, the last feature stays on, weights go where they were dragged.
#include <QtTest>

#include "core/base/error.h"
#include "core/nn/playground/choices.h"
#include "core/nn/playground/hand_edits.h"
#include "core/nn/playground/run_settings.h"
#include "core/nn/playground/table_tools.h"

using namespace gradus;
using namespace gradus::playground;

class TestHandEdits : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void units() {
    Architecture shape;
    shape.hidden = {8, 4};
    QCOMPARE(withUnits(shape, 2, 5).hidden, (std::vector<int>{8, 5}));
    QCOMPARE(withUnits(shape, 1, 1000).hidden, (std::vector<int>{64, 4}));
    QVERIFY_EXCEPTION_THROWN(withUnits(shape, 0, 5), UserError);
    QVERIFY_EXCEPTION_THROWN(withUnits(shape, 3, 5), UserError);
  }

  void features() {
    Architecture shape;
    shape.features = {1, 0, 0, 0, 0, 0, 0};
    QCOMPARE(withFeatureSwitched(shape, 2).features, (FeatureMask{1, 0, 1, 0, 0, 0, 0}));
    QVERIFY_EXCEPTION_THROWN(withFeatureSwitched(shape, 0), UserError);
  }

  void weightOfAFeature() {
    Matrix x(4, 2);
    x.values = {0, 0, 0, 1, 1, 0, 1, 1};
    State state;
    Model model;
    state.table = std::make_shared<const playground::Samples>(makeTable(x, {0, 1, 1, 0}, 2, {}, 0, Rng(1, "split")));
    state.shape.features = {0, 1, 0, 0, 0, 0, 0};  // x2 alone
    state.shape.hidden = {3};
    init(state, model, Rng(1, "weights"));
    const auto differences = [&](const auto& before) {
      size_t count = 0;
      for (size_t i = 0; i < before.size(); ++i) count += before[i] != state.net.parameters[i];
      return count;
    };
    const auto before = state.net.parameters;
    setWeight(state, model, 0, 1, 2, 7.5);
    QCOMPARE(differences(before), size_t{1});
    setWeight(state, model, 0, -1, 2, -3.5);
    QCOMPARE(differences(before), size_t{2});
    QVERIFY_EXCEPTION_THROWN(setWeight(state, model, 0, 0, 2, 1), UserError);  // x1 is switched off
    QCOMPARE(differences(before), size_t{2});
  }

  /// Every name on offer is one that the network knows.
  void optionsAreKnown() {
    for (const Option& option : activationOptions())
      activationFromName(option.value == "linear" ? "identity" : option.value);
    for (const Option& option : initialiserOptions()) initialiserFromName(option.value);
    for (const Option& option : optimiserOptions()) optimiserFromName(option.value);
    for (const Option& option : lossOptions()) {  // each loss is made for some kind of target
      int suits = 0;
      for (const Task task : {Task::binary, Task::classes, Task::regression}) {
        try {
          chooseLoss(option.value, task);
          ++suits;
        } catch (const UserError&) {
        }
      }
      QVERIFY2(suits > 0, option.value.c_str());
    }
  }
};

QTEST_GUILESS_MAIN(TestHandEdits)
#include "tst_hand_edits.moc"
