#pragma once
// The line at the bottom: device, speed, seed, state hash, and at the right one sentence on the run, which screen
// readers are told at most once a second.
#include <QElapsedTimer>
#include <QLabel>
#include <QTimer>

#include "app/window/pane.h"
#include "core/run/snapshot.h"

namespace gradus {

class StatusBar : public Pane {
  Q_OBJECT
 public:
  explicit StatusBar(QWidget* parent = nullptr);

  void setSnapshot(const Snapshot& snapshot);
  void setHome(int demos, int threads);
  void setCompact(bool compact);
  /// One sentence on the run: what the main figures are and where it stands.
  static QString sentence(const Snapshot& snapshot);
  QString text() const { return sentence_->text(); }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void announce();
  void layOut();
  void setState(Status status);

  class Dot;
  QLabel *device_, *speed_, *seed_, *state_, *sentence_;
  Dot* dot_;
  QTimer announceTimer_;
  QString announced_;
  bool compact_ = false;
};

/// "9f2c-41d0" for the upper half of a hash.
QString hashText(uint64_t hash);

}  // namespace gradus
