#include "core/generative/denoiser_code.h"

#include "core/run/python_code.h"

namespace gradus::denoiser {

std::string torchCode(const Settings& settings, const Dataset* data) {
  const auto integer = [&](const char* name) { return std::to_string(settings.integer(name)); };
  const std::string width = integer("width");
  std::string layers = "nn.Linear(32 + d, " + width + "), nn.SiLU()";
  for (int64_t layer = 1; layer < settings.integer("depth"); ++layer)
    layers += ", nn.Linear(" + width + ", " + width + "), nn.SiLU()";
  const std::string schedule =
      settings.choice("schedule") == "cosine"
          ? "f = lambda t: np.cos((t / T + 0.008) / 1.008 * np.pi / 2)**2\nabar = f(np.arange(T + 1)) / f(0)\n"
            "beta = np.minimum(1 - abar[1:] / abar[:-1], 0.999); abar = np.concatenate([[1], np.cumprod(1 - beta)])\n"
          : "beta = np.minimum(np.linspace(1e-4, 0.02, T) * 1000 / T, 0.999)\nabar = np.concatenate([[1], np.cumprod(1 "
            "- beta)])\n";
  return "import numpy as np, torch\nfrom torch import nn\n" + pythonData(settings, data, false) +
         "X = (X - X.mean(0)) / np.sqrt(((X - X.mean(0))**2).mean())\nX, d, T = torch.tensor(X, dtype=torch.float32), "
         "X.shape[1], " +
         integer("diffusion_steps") + "\n" + schedule +
         "abar = torch.tensor(abar, dtype=torch.float32)\ntorch.manual_seed(1)\n\nclass Denoiser(nn.Module):\n    def "
         "__init__(self):\n        super().__init__()\n        self.net = nn.Sequential(" +
         layers + ",\n                                 nn.Linear(" + width +
         ", d))\n        self.f = 10000.0 ** (-torch.arange(16) / 15)\n    def forward(self, x, t):   # t from 1 to T\n"
         "        a = (1000 * t / T)[:, None] * self.f\n        return self.net(torch.cat([x, torch.sin(a), "
         "torch.cos(a)], 1))\n\nmodel = Denoiser()\noptimiser = torch.optim.Adam(model.parameters(), lr=" +
         pythonNumber(settings.number("learning_rate")) +
         ")\ndecay = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, " + integer("training_steps") +
         ")\nfor step in range(" + integer("training_steps") + "):\n    x0 = X[torch.randint(len(X), (" +
         integer("batch") +
         ",))]\n    t = torch.randint(1, T + 1, (len(x0),)); eps = torch.randn_like(x0); a = abar[t][:, None]\n    "
         "loss = ((model(a.sqrt() * x0 + (1 - a).sqrt() * eps, t) - eps)**2).mean()\n"
         "    optimiser.zero_grad(); loss.backward(); optimiser.step(); decay.step()\n\neta, used = " +
         pythonNumber(settings.number("eta")) + ", min(" + integer("sampling_steps") +
         ", T)\ntimes = np.round(np.linspace(T, 0, used + 1)).astype(int)\nx = torch.randn(" + integer("samples") +
         ", d)\nwith torch.no_grad():\n    for t, s in zip(times[:-1], times[1:]):\n        eps = model(x, "
         "torch.full((len(x),), int(t))); at, a_s = abar[t], abar[s]\n"
         "        sigma = eta * torch.sqrt((1 - a_s) / (1 - at) * (1 - at / a_s))\n        x0 = ((x - (1 - at).sqrt() "
         "* eps) / at.sqrt()).clamp(-X.abs().max(), X.abs().max())   # kept within the data's reach\n"
         "        eps = (x - at.sqrt() * x0) / (1 - at).sqrt()\n"
         "        x = a_s.sqrt() * x0 + torch.sqrt(torch.clamp(1 - a_s - sigma**2, min=0)) * eps + sigma * "
         "torch.randn_like(x)\nprint(x[:5])\n";
}

}  // namespace gradus::denoiser
