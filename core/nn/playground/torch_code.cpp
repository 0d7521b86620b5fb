#include "core/nn/playground/torch_code.h"

#include "core/nn/playground/playground.h"
#include "core/run/python_code.h"

namespace gradus::playground {

namespace {

Task taskOfData(const Dataset* data) {
  if (!data || data->classes().empty()) return Task::regression;
  return data->classNames().size() <= 2 ? Task::binary : Task::classes;
}

/// x1, x2 -> the chosen features as numpy columns.
std::string featureLines(const Settings& settings, const Dataset* data) {
  if (!data || data->featureColumns().size() != 2 || settings.choice("features") == "x1, x2") return "";
  const FeatureMask mask = parseFeatures(settings.choice("features"));
  const char* columns[] = {"x1", "x2", "x1**2", "x2**2", "x1*x2", "np.sin(x1)", "np.sin(x2)"};
  std::string list;
  for (size_t i = 0; i < mask.size(); ++i) {
    if (mask[i]) list += (list.empty() ? "" : ", ") + std::string(columns[i]);
  }
  return "x1, x2 = X.T\nX = np.column_stack([" + list + "])\n";
}

std::string activationText(const std::string& name) {
  return std::string(activationTorchClass(activationFromName(name == "linear" ? "identity" : name)));
}

std::string modelLines(const Settings& settings, Task task, size_t classes) {
  const std::string activation = activationText(settings.choice("activation"));
  const bool dropout = settings.number("dropout") > 0;
  std::string code = "model = nn.Sequential(\n", inputs = "X.shape[1]";
  for (const double units : settings.list("hidden")) {
    const std::string width = std::to_string(static_cast<int>(units));
    code += "    nn.Linear(" + inputs + ", " + width + ")," + (activation.empty() ? "" : " " + activation + ",") +
            (dropout ? " nn.Dropout(" + pythonNumber(settings.number("dropout")) + ")," : "") + "\n";
    inputs = width;
  }
  code += "    nn.Linear(" + inputs + ", " + std::to_string(task == Task::classes ? classes : 1) + "))\n";
  const std::string initialiser = settings.choice("initialiser");
  if (initialiser == "torch") return code;
  const std::string call = initialiser == "xavier" ? "nn.init.xavier_uniform_(layer.weight)"
                           : initialiser == "he"   ? "nn.init.kaiming_normal_(layer.weight)"
                           : initialiser == "zero" ? "nn.init.zeros_(layer.weight)"
                                                   : "nn.init.normal_(layer.weight)";
  return code + "for layer in model:\n    if isinstance(layer, nn.Linear):\n        " + call +
         "; nn.init.zeros_(layer.bias)\n";
}

std::string optimiserLine(const Settings& settings) {
  const std::string kind = settings.choice("optimiser");
  std::string arguments = "lr=" + pythonNumber(settings.number("learning_rate"));
  if (kind == "momentum" || kind == "nesterov") arguments += ", momentum=" + pythonNumber(settings.number("momentum"));
  if (kind == "nesterov") arguments += ", nesterov=True";
  return "optimiser = " + std::string(optimiserTorchClass(optimiserFromName(kind))) + "(model.parameters(), " +
         arguments + ")\n";
}

/// The loss of one minibatch from z and t, as our definitions have it.
std::string lossExpression(LossKind loss) {
  switch (loss) {
    case LossKind::hinge:
      return "torch.clamp(1 - (2*t - 1) * z, min=0).mean()";
    case LossKind::halfMse:
      return "0.5 * nn.functional.mse_loss(z, t)";
    case LossKind::softmax:
      return "nn.functional.cross_entropy(z, t)";
    case LossKind::bceLogits:
      return "nn.functional.binary_cross_entropy_with_logits(z, t)";
    case LossKind::huber:
      return "nn.functional.huber_loss(z, t)";
    default:
      return "nn.functional.mse_loss(z, t)";
  }
}

}  // namespace

std::string torchCode(const Settings& settings, const Dataset* data) {
  const Task task = taskOfData(data);
  const size_t classes = data ? data->classNames().size() : 2;
  LossKind loss = LossKind::halfMse;
  loss = chooseLoss(settings.choice("loss"), task);
  const bool indices = task == Task::classes && loss == LossKind::softmax;
  std::string code = "import numpy as np, torch\nfrom torch import nn\n" + pythonData(settings, data, true) +
                     featureLines(settings, data);
  if (task != Task::regression) code += "names, y = np.unique(y, return_inverse=True)   # class numbers 0, 1, ...\n";
  code += "torch.manual_seed(1)\nX = torch.tensor(X, dtype=torch.float32)\n";
  if (indices) {
    code += "y = torch.tensor(y)\n";
  } else if (task == Task::classes) {
    code += "y = nn.functional.one_hot(torch.tensor(y)).float()\n";
  } else {
    code += "y = torch.tensor(y, dtype=torch.float32)[:, None]\n";
    if (task == Task::binary && (loss == LossKind::halfMse || loss == LossKind::huber || loss == LossKind::mse))
      code += "y = 2*y - 1   # targets -1 and 1\n";
  }
  code +=
      "held_out = torch.randperm(len(X))[:int(" + pythonNumber(settings.number("validation_share")) + " * len(X))]\n" +
      "train = torch.ones(len(X), dtype=torch.bool); train[held_out] = False\nXt, yt = X[train], y[train]\n\n" +
      modelLines(settings, task, classes) + optimiserLine(settings) + "\nstep, batch = 0, " +
      std::to_string(settings.integer("batch")) + "\nwhile step < " + std::to_string(settings.integer("max_steps")) +
      ":\n    for rows in torch.randperm(len(Xt)).split(batch):\n        z, t = model(Xt[rows]), yt[rows]\n" +
      "        loss = " + lossExpression(loss) + "\n";
  if (settings.number("l2") > 0)
    code += "        loss = loss + " + pythonNumber(settings.number("l2")) +
            " / 2 * sum((p**2).sum() for p in model.parameters() if p.dim() > 1)\n";
  if (settings.number("l1") > 0)
    code += "        loss = loss + " + pythonNumber(settings.number("l1")) +
            " * sum(p.abs().sum() for p in model.parameters() if p.dim() > 1)\n";
  code += "        optimiser.zero_grad(); loss.backward()\n";
  if (settings.number("clip") > 0)
    code += "        nn.utils.clip_grad_norm_(model.parameters(), " + pythonNumber(settings.number("clip")) + ")\n";
  return code + "        optimiser.step(); step += 1\nprint(loss.item())\n";
}

}  // namespace gradus::playground
