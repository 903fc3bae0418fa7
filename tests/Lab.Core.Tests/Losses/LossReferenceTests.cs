using System.Runtime.InteropServices;
using Lab.Losses;

namespace Lab.Tests.Losses;

/// <summary>Values and gradients against PyTorch's, in double precision. The values are repeated here, so that they are checked where the shared files are absent.</summary>
public sealed class LossReferenceTests
{
    private const int Samples = 32;
    private const int Classes = 18;

    private static readonly double[] _weights = [.. FormulaNumbers.U01("loss/weight", Classes).Select(u => 0.5 + u)];

    private static readonly Dictionary<string, (Func<Loss<Tensor, Tensor>> Create, TargetKind Target, double Value, double GradientNorm)> _cases = new()
    {
        ["cross_entropy"] = (() => new CrossEntropyLoss(), TargetKind.Indices, 3.253175370003732, 0.17539107111094895),
        ["cross_entropy_weighted"] = (() => new CrossEntropyLoss(_weights), TargetKind.Indices, 3.2444401469555717, 0.18205139135965467),
        ["cross_entropy_label_smoothing_0.1"] = (() => new CrossEntropyLoss(labelSmoothing: 0.1), TargetKind.Indices, 3.3203587396502017, 0.15918118064292078),
        ["cross_entropy_weighted_label_smoothing_0.1"] =
            (() => new CrossEntropyLoss(_weights, 0.1), TargetKind.Indices, 3.2923422668490043, 0.16512467597907454),
        ["label_smoothing_other_classes_0.1"] =
            (() => new CrossEntropyLoss(labelSmoothing: 0.1, spread: SmoothingSpread.OtherClasses), TargetKind.Indices, 3.3243107025705827, 0.15823403014862455),
        ["focal_gamma2"] = (() => new FocalLoss(2), TargetKind.Indices, 2.9417621223174915, 0.19844138550461374),
        ["focal_gamma2_weighted"] = (() => new FocalLoss(2, _weights), TargetKind.Indices, 2.9274637236497787, 0.20558035470868183),
        ["focal_gamma0.5"] = (() => new FocalLoss(0.5), TargetKind.Indices, 3.1661179146166223, 0.1829646348696926),
        ["soft_macro_f1"] = (() => new SoftMacroF1Loss(), TargetKind.Indices, 0.9246886877701492, 0.015859673144533067),
        ["soft_target_cross_entropy"] = (() => new SoftTargetCrossEntropyLoss(), TargetKind.Mixed, 3.427122270875998, 0.1366195390089663),
        ["binary_cross_entropy_with_logits_one_hot"] = (() => new BinaryCrossEntropyLoss(), TargetKind.OneHot, 1.008958369880775, 0.024761081348424262),
    };

    public enum TargetKind
    {
        Indices,
        OneHot,
        Mixed,
    }

    public static IEnumerable<string> Names => _cases.Keys;

    [TestCaseSource(nameof(Names))]
    public void Value_and_gradient_agree_with_PyTorch(string name)
    {
        var expected = _cases[name];
        var (value, gradient) = Evaluate(name);

        Assert.That(value, Is.EqualTo(expected.Value).Within(1e-12));
        Assert.That(Math.Sqrt(gradient.Sum(x => x * x)), Is.EqualTo(expected.GradientNorm).Within(1e-12));
    }

    [TestCaseSource(nameof(Names))]
    public void The_gradient_of_the_first_row_agrees_with_PyTorch(string name)
    {
        var reference = SharedFiles.RequireJson("reference/losses.json")["cases"]!.AsArray().Single(entry => (string)entry!["name"]! == name)!;
        var (value, gradient) = Evaluate(name);

        Assert.That(value, Is.EqualTo((double)reference["value"]!).Within(1e-12));
        Assert.That(gradient[..Classes], Is.EqualTo(reference["grad_first_row"]!.AsArray().Select(x => (double)x!)).Within(1e-12));
    }

    [Test]
    public void Every_reference_case_is_covered()
    {
        var names = SharedFiles.RequireJson("reference/losses.json")["cases"]!.AsArray().Select(entry => (string)entry!["name"]!);

        Assert.That(_cases.Keys, Is.EquivalentTo(names));
    }

    [Test]
    public void Cross_entropy_takes_probabilities_as_the_loss_of_soft_targets_does()
    {
        using var scope = torch.NewDisposeScope();
        using var loss = new CrossEntropyLoss();
        var value = loss.forward(Logits(), Target(TargetKind.Mixed));

        Assert.That(value.item<double>(), Is.EqualTo(3.427122270875998).Within(1e-12));
    }

    // The mean over soft targets is linear in them, so a mixture of two labels is the mixture of two losses.
    [TestCase(2.0)]
    [TestCase(0.0)]
    public void Focal_loss_takes_probabilities_and_gives_the_mixture_of_the_labels_losses(double gamma)
    {
        using var scope = torch.NewDisposeScope();
        using var loss = new FocalLoss(gamma, _weights, WeightNormalization.Samples);
        var indices = Target(TargetKind.Indices);
        var own = loss.forward(Logits(), indices).item<double>();
        var others = loss.forward(Logits(), indices.flip(0)).item<double>();

        Assert.That(loss.forward(Logits(), Target(TargetKind.OneHot)).item<double>(), Is.EqualTo(own).Within(1e-12));
        Assert.That(loss.forward(Logits(), Target(TargetKind.Mixed)).item<double>(), Is.EqualTo((own * (double)0.7f) + (others * (double)0.3f)).Within(1e-12));
    }

    private static (double Value, double[] Gradient) Evaluate(string name)
    {
        var (create, target, _, _) = _cases[name];
        using var loss = create();
        using var scope = torch.NewDisposeScope();
        var logits = Logits().requires_grad_();
        var value = loss.forward(logits, Target(target));
        value.backward();
        return (value.item<double>(), MemoryMarshal.Cast<byte, double>(logits.grad!.bytes).ToArray());
    }

    private static Tensor Logits() =>
        torch.tensor(FormulaNumbers.U01("loss/logits", Samples * Classes).Select(u => ((2 * u) - 1) * 3).ToArray(), [Samples, Classes]);

    private static Tensor Target(TargetKind kind)
    {
        var indices = FormulaNumbers.U01("loss/target", Samples).Select(u => (long)(u * Classes)).ToArray();
        var target = torch.tensor(indices);
        var oneHot = torch.nn.functional.one_hot(target, Classes).to(torch.float64);
        return kind switch
        {
            TargetKind.Indices => target,
            TargetKind.OneHot => oneHot,
            // The reference mixed its targets in single precision before it went to double.
            _ => (oneHot * (double)0.7f) + (oneHot.flip(0) * (double)0.3f),
        };
    }
}
