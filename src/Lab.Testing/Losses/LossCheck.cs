using System.Runtime.InteropServices;

namespace Lab.Testing;

/// <summary>One check of one loss, in float64.</summary>
internal sealed class LossCheck<TOutput, TTarget>(
    Loss<TOutput, TTarget> loss, Func<IReadOnlyList<int>, (TOutput Output, TTarget Target)> batch, int samples, ContractReport report)
{
    // Elements of each tensor of the output whose derivative is measured.
    private const int Elements = 12;
    private const double Step = 1e-5;
    private const double RelativeTolerance = 1e-4;
    private const double AbsoluteTolerance = 1e-7;

    // Losses keep divisors from zero by adding some 1e-7.
    private const double MeanTolerance = 1e-6;

    private readonly int[] _all = [.. Enumerable.Range(0, samples)];

    public void Run()
    {
        CheckType();
        if (!report.Try(LossRules.Computes, Values) || !report.Try(LossRules.Flows, Gradients))
        {
            return;
        }

        report.Try(LossRules.Mean, () =>
        {
            var (once, twice) = (Value(_all), Value([.. _all, .. _all]));
            report.Expect(LossRules.Mean, Math.Abs(once - twice) <= MeanTolerance * Math.Max(1, Math.Abs(once)), FormattableString.Invariant($"{once:r} of {samples} samples, {twice:r} of each of them twice"));
        });
        report.Try(LossRules.Same, () =>
        {
            var first = Value(_all);
            using var noGradient = torch.no_grad();
            var second = Value(_all);
            report.Expect(LossRules.Same, first.Equals(second), FormattableString.Invariant($"{first:r}, then {second:r}"));
        });
        report.Try(LossRules.NoLeak, LeavesNothing);
    }

    private void CheckType()
    {
        using var scope = torch.NewDisposeScope();
        if (!Floating(batch(_all).Output).Any())
        {
            throw new ArgumentException("The output of the batch holds no tensor in float64: give outputs as torch.float64, so that derivatives can be measured.", nameof(batch));
        }
    }

    private void Values()
    {
        using var scope = torch.NewDisposeScope();
        var given = batch(_all);
        var bits = Bits.Of(given);
        var value = loss.call(given.Output, given.Target, LossArguments.None);
        report.Expect(LossRules.Scalar, value.dim() == 0, $"a tensor of shape [{string.Join(", ", value.shape)}]");
        report.Expect(LossRules.Finite, value.isfinite().all().item<bool>(), FormattableString.Invariant($"{value.sum().to(torch.float64).item<double>()}"));
        report.Expect(LossRules.Inputs, Bits.Of(given) == bits, "the tensors that were given hold other numbers afterwards");
    }

    private void Gradients()
    {
        using var scope = torch.NewDisposeScope();
        var (output, target) = batch(_all);
        var leaves = Floating(output).Select(leaf => (leaf.Key, Value: leaf.Value.requires_grad_())).ToList();
        loss.call(output, target, LossArguments.None).sum().backward();
        var gradients = leaves.Select(leaf => leaf.Value.grad?.contiguous().data<double>().ToArray()).ToList();
        report.Expect(LossRules.Flows, gradients.Exists(gradient => gradient is not null && Array.Exists(gradient, value => value != 0)), "no gradient, or zero everywhere");
        report.Expect(LossRules.Flows, gradients.TrueForAll(gradient => gradient is null || Array.TrueForAll(gradient, double.IsFinite)), "a gradient that is not finite");
        using var noGradient = torch.no_grad();
        foreach (var ((path, leaf), gradient) in leaves.Zip(gradients))
        {
            var order = Keys.Shuffled((int)leaf.numel());
            foreach (var element in order.Take(Elements))
            {
                var (expected, found) = (Derivative(output, target, leaf, element), gradient?[element] ?? 0);
                report.Expect(
                    LossRules.Agrees,
                    Math.Abs(expected - found) <= AbsoluteTolerance + (RelativeTolerance * Math.Abs(expected)),
                    FormattableString.Invariant($"element {element} of output {path}[{string.Join(", ", leaf.shape)}]: the gradient is {found:g6}, the difference quotient {expected:g6}"));
            }
        }
    }

    private double Derivative(TOutput output, TTarget target, Tensor leaf, int element)
    {
        var numbers = MemoryMarshal.Cast<byte, double>(leaf.bytes);
        var middle = numbers[element];
        numbers[element] = middle + Step;
        var above = Read(output, target);
        MemoryMarshal.Cast<byte, double>(leaf.bytes)[element] = middle - Step;
        var below = Read(output, target);
        MemoryMarshal.Cast<byte, double>(leaf.bytes)[element] = middle;
        return (above - below) / (2 * Step);
    }

    private void LeavesNothing()
    {
        using var outer = torch.NewDisposeScope();
        var (output, target) = batch(_all);
        _ = Read(output, target);
        var before = Tensor.TotalCount;
        _ = Read(output, target);
        report.Expect(LossRules.NoLeak, Tensor.TotalCount <= before, $"{Tensor.TotalCount - before} more live tensors after a batch whose scope has ended");
    }

    private double Value(int[] chosen)
    {
        using var scope = torch.NewDisposeScope();
        var (output, target) = batch(chosen);
        return Read(output, target);
    }

    private double Read(TOutput output, TTarget target)
    {
        using var scope = torch.NewDisposeScope();
        return loss.call(output, target, LossArguments.None).sum().to(torch.float64).item<double>();
    }

    private static IEnumerable<KeyValuePair<string, Tensor>> Floating(TOutput output) => TensorsIn.Of(output).Where(tensor => tensor.Value.dtype == torch.ScalarType.Float64);
}
