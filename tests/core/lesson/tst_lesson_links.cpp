// Executes every link of every lesson on its demo, and checks what the steps promise where a number can show it.
#include <QFile>
#include <QtTest>
#include <algorithm>
#include <cmath>

#include "app/demos/registry.h"
#include "core/lesson/lesson.h"
#include "core/run/session.h"

using namespace gradus;

namespace {

std::shared_ptr<const Demo> demoOf(const std::string& id) {
  const auto& all = demoRegistry();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& demo) { return demo->id == id; });
  return found == all.end() ? nullptr : *found;
}

std::string lessonPath(const std::string& id) {
  return GRADUS_SOURCE_DIR "/resources/lessons/" + id + ".md";
}

SessionOptions options() {
  SessionOptions result;
  result.readShipped = [](const std::string& name) {
    QFile file(QStringLiteral(GRADUS_SOURCE_DIR "/datasets/") + QString::fromStdString(name));
    if (!file.open(QIODevice::ReadOnly)) throw UserError(Text("no table %1", {name}));
    return file.readAll().toStdString();
  };
  return result;
}

/// The recipe of a preset ("" for the demo as it starts) with settings changed after it.
Recipe recipeOf(const Demo& demo, const std::string& preset,
                const std::vector<std::pair<std::string, std::string>>& changes = {}) {
  Recipe recipe;
  recipe.demo = demo.id;
  if (const auto* found = demo.preset(preset)) {
    recipe.settings = found->settings;
    recipe.actions = found->actions;
  }
  for (const auto& [name, text] : changes) {
    const auto value = parseValue(*demo.setting(name), text);
    std::erase_if(recipe.settings, [&](const auto& entry) { return entry.first == name; });
    recipe.settings.emplace_back(name, value);
  }
  return recipe;
}

double metricOf(const Session& session, const std::string& name) {
  for (const auto& [metric, value] : session.metrics()) {
    if (metric == name) return value;
  }
  return std::nan("");
}

/// A metric of a preset after `steps` steps, or at the run's end if that comes first.
double measured(const std::string& id, const std::string& metric, const std::string& preset,
                const std::vector<std::pair<std::string, std::string>>& changes = {}, int steps = 1'000'000) {
  const auto demo = demoOf(id);
  Session session(demo, recipeOf(*demo, preset, changes), options());
  for (std::int64_t tick = 0; tick < std::int64_t{steps} * demo->ticksPerStep && session.stepTick(); ++tick) {
  }
  return metricOf(session, metric);
}

std::string problemOf(const Demo& demo, const LessonLink& link) {
  switch (link.kind) {
    case LessonLink::Kind::Preset:
      return demo.preset(link.target) ? "" : "no such preset";
    case LessonLink::Kind::Control:
      return demo.setting(link.target) ? "" : "no such setting";
    case LessonLink::Kind::View:
      return demo.view(link.target) ? "" : "no such view";
    case LessonLink::Kind::Demo:
      return demoOf(link.target) ? "" : "no such demo";
    case LessonLink::Kind::Set:
      for (const auto& [name, value] : link.values) {
        if (demo.setting(name) == nullptr) return "no setting " + name;
        try {
          parseValue(*demo.setting(name), value);
        } catch (const UserError& error) {
          return error.what();
        }
      }
      return "";
    case LessonLink::Kind::Action: {
      const auto* action = demo.action(link.target);
      if (action == nullptr) return "no such action";
      for (const auto& [name, value] : link.values) {
        const auto found =
            std::find_if(action->args.begin(), action->args.end(), [&](const Setting& s) { return s.name == name; });
        if (found == action->args.end()) return "no argument " + name;
        parseValue(*found, value);
      }
      return "";
    }
  }
  return "unknown kind";
}

}  // namespace

class TestLessonLinks : public QObject {
  Q_OBJECT

 private:
  static void addDemos() {
    QTest::addColumn<QString>("id");
    for (const auto& demo : demoRegistry()) QTest::newRow(demo->id.c_str()) << QString::fromStdString(demo->id);
  }

 private Q_SLOTS:
  void everyDemoHasALessonWhoseLinksExist_data() { addDemos(); }
  void everyDemoHasALessonWhoseLinksExist() {
    QFETCH(QString, id);
    const auto demo = demoOf(id.toStdString());
    const auto lesson = readLesson(lessonPath(id.toStdString()));
    for (const auto& link : lesson.links) {
      const auto problem = problemOf(*demo, link);
      QVERIFY2(problem.empty(),
               qPrintable(QStringLiteral("line %1, %2: %3")
                              .arg(link.line)
                              .arg(QString::fromStdString(link.url), QString::fromStdString(problem))));
    }
    for (const auto& also : lesson.seeAlso) QVERIFY2(demoOf(also) != nullptr, also.c_str());
  }

  void everyPresetIsInTheLessonOrNeedsNoWords_data() { addDemos(); }
  void everyPresetIsInTheLessonOrNeedsNoWords() {
    QFETCH(QString, id);
    const auto demo = demoOf(id.toStdString());
    const auto lesson = readLesson(lessonPath(id.toStdString()));
    int spokenOf = 0;
    for (const auto& preset : demo->presets) {
      spokenOf += std::any_of(lesson.links.begin(), lesson.links.end(), [&](const LessonLink& link) {
        return link.kind == LessonLink::Kind::Preset && link.target == preset.name;
      });
    }
    QVERIFY(spokenOf >= 4 || spokenOf == static_cast<int>(demo->presets.size()));
  }

  /// Links are clicked from top to bottom: a preset starts anew, a setting changes what is there.
  void everyLinkRuns_data() { addDemos(); }
  void everyLinkRuns() {
    QFETCH(QString, id);
    const auto demo = demoOf(id.toStdString());
    const auto lesson = readLesson(lessonPath(id.toStdString()));
    std::string preset;
    std::vector<std::pair<std::string, std::string>> changes;
    for (const auto& link : lesson.links) {
      if (!link.applies()) continue;
      if (link.kind == LessonLink::Kind::Preset) {
        preset = link.target;
        changes.clear();
      } else if (link.kind == LessonLink::Kind::Set) {
        changes.insert(changes.end(), link.values.begin(), link.values.end());
      }
      try {
        Session session(demo, recipeOf(*demo, preset, changes), options());
        if (link.kind == LessonLink::Kind::Action) {
          Action action{.name = link.target};
          const auto& args = demo->action(link.target)->args;
          for (const auto& [name, value] : link.values) {
            const auto arg =
                std::find_if(args.begin(), args.end(), [&, &key = name](const Setting& s) { return s.name == key; });
            action.args.emplace_back(name, parseValue(*arg, value));
          }
          session.act(session.checked(action));
        }
        for (int tick = 0; tick < 2 * demo->ticksPerStep; ++tick) session.stepTick();
        QVERIFY2(!session.divergence(), link.url.c_str());
      } catch (const UserError& error) {
        QFAIL(qPrintable(QString::fromStdString(link.url + ": " + error.what())));
      }
    }
  }

  void kMeansKeepsItsPromises() {
    const std::string id = "clustering/k-means";
    const double good = measured(id, "inertia", "blobs");
    const double bad = measured(id, "inertia", "bad-start");
    QVERIFY2(bad > 2 * good, qPrintable(QStringLiteral("bad start %1, good start %2").arg(bad).arg(good)));
    const double best = measured(id, "inertia", "iris");
    QVERIFY2(std::abs(best - 78.851) < 0.01, qPrintable(QStringLiteral("best of fifty starts %1").arg(best)));
    QVERIFY(measured(id, "inertia", "too-many") < good);
  }

  void metropolisKeepsItsPromises() {
    const std::string id = "mcmc/metropolis-hastings";
    const double medium = measured(id, "acceptance_rate", "about-forty");
    QVERIFY2(medium > 0.2 && medium < 0.5, qPrintable(QString::number(medium)));
    QVERIFY(measured(id, "acceptance_rate", "tiny-steps") > 0.9);
    QVERIFY(measured(id, "acceptance_rate", "huge-steps") < 0.1);
    // The predict card: of 20 000 states, tiny steps leave a handful of effective samples.
    const double samples = measured(id, "ess_bulk_min", "about-forty");
    const double crawling = measured(id, "ess_bulk_min", "tiny-steps");
    QVERIFY2(samples > 150 && crawling < 15, qPrintable(QStringLiteral("%1 %2").arg(samples).arg(crawling)));
    const double better = measured(id, "ess_bulk_min", "about-forty", {{"step_size", "2"}});
    QVERIFY(measured(id, "ess_bulk_min", "huge-steps") < 0.7 * better);
    // Four chains disagree about two hills; one alone looks converged and is far from the truth.
    QVERIFY(measured(id, "rhat_max", "two-far-modes") > 1.2);
    QVERIFY(measured(id, "rhat_max", "two-far-modes", {{"chains", "1"}}) < 1.02);
    const double truth = measured(id, "exact_mean_1", "two-far-modes", {{"chains", "1"}}, 10);
    QVERIFY(std::abs(measured(id, "mean_1", "two-far-modes", {{"chains", "1"}}) - truth) > 2);
  }

  void pcaKeepsItsPromises() {
    const std::string id = "dimred/pca";
    const double first = measured(id, "explained_variance_ratio_1", "iris");
    QVERIFY(std::abs(first - 0.925) < 5e-4);
    QVERIFY(measured(id, "explained_variance_ratio_1", "iris", {{"scaling", "standardise"}}) < first);
    // Two bars stand out of 500.
    const double second = measured(id, "explained_variance_ratio_2", "latent-plane");
    QVERIFY(second > 10 * measured(id, "explained_variance_ratio_3", "latent-plane"));
    QVERIFY(measured(id, "explained_variance_ratio_1", "parabola") < 0.7);
  }

  void lleKeepsItsPromises() {
    const std::string id = "dimred/lle";
    const double unrolled = measured(id, "trustworthiness", "swiss-roll");
    QVERIFY(unrolled > 0.99);
    QVERIFY(measured(id, "pca_trustworthiness", "swiss-roll") < unrolled);
    QVERIFY(measured(id, "trustworthiness", "too-many-neighbours") < unrolled - 0.1);
    QVERIFY(measured(id, "trustworthiness", "too-many-neighbours", {{"neighbours", "12"}, {"data.rows", "1500"}}) >
            0.99);
  }

  void diffusionKeepsItsPromises() {
    const std::string id = "diffusion/swiss-roll";
    // The predict card: the same training, a tenth of the steps, a worse roll.
    const std::vector<std::pair<std::string, std::string>> shorter{{"training_steps", "1500"}};
    const double sharp = measured(id, "sliced_wasserstein", "no-randomness", shorter);
    const double blurred = measured(id, "sliced_wasserstein", "ten-steps", shorter);
    QVERIFY2(blurred > 1.15 * sharp, qPrintable(QStringLiteral("%1 %2").arg(sharp).arg(blurred)));
  }

  void playgroundKeepsItsPromises() {
    const std::string id = "nn/mlp-playground";
    const double bent = measured(id, "train_accuracy", "two-spirals", {}, 6000);
    const double straight = measured(id, "train_accuracy", "linear-only", {}, 6000);
    QVERIFY2(bent > 0.95, qPrintable(QString::number(bent)));
    QVERIFY2(straight < 0.75, qPrintable(QString::number(straight)));
    QVERIFY(measured(id, "train_accuracy", "xor", {}, 3000) > 0.9);
    // Fifty units learn the noise by heart: good on what they saw, worse on what they did not.
    const double seen = measured(id, "train_loss", "fifty-units-noisy", {}, 4000);
    const double unseen = measured(id, "validation_loss", "fifty-units-noisy", {}, 4000);
    const double early = measured(id, "validation_loss", "fifty-units-noisy", {}, 100);
    QVERIFY2(unseen > 2 * seen && unseen > early,
             qPrintable(QStringLiteral("%1 %2 %3").arg(seen).arg(unseen).arg(early)));
  }
};

QTEST_GUILESS_MAIN(TestLessonLinks)
#include "tst_lesson_links.moc"
