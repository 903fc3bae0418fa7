using Lab.Optimization;

namespace Lab.Benchmarks;

/// <summary>Training as it is written without Lab: forward, loss, backward, step, and the loss read for whoever logs it.</summary>
internal static class BareLoop
{
    private const double Rate = 1e-3;

    /// <summary>With TorchSharp's own AdamW.</summary>
    public static void WithTorchSharpAdamW(Mlp model, DataLoader<Tensor, Tensor> loader)
    {
        using var optimizer = torch.optim.AdamW(model.parameters(), Rate, weight_decay: AdamW.DefaultWeightDecay);
        Run(model, loader, () => optimizer.step(), optimizer.zero_grad);
    }

    /// <summary>With Lab's AdamW on libtorch's fused kernel, so that its gain does not hide a trainer's cost.</summary>
    public static void WithLabAdamW(Mlp model, DataLoader<Tensor, Tensor> loader)
    {
        using var optimizer = new AdamW(ParameterGroups.Create(model, settings: new ParameterGroupSettings { WeightDecay = AdamW.DefaultWeightDecay }));
        Run(model, loader, () => optimizer.Step(Rate), optimizer.ZeroGradients);
    }

    private static void Run(Mlp model, DataLoader<Tensor, Tensor> loader, Action step, Action dropGradients)
    {
        var sum = 0.0;
        using var pass = loader.Open(1, 0, torch.CPU);
        model.train();
        while (true)
        {
            using var scope = torch.NewDisposeScope();
            if (pass.TryNext() is not { } batch)
            {
                break;
            }

            var loss = torch.nn.functional.cross_entropy(model.call(batch.Input), batch.Target);
            loss.backward();
            step();
            dropGradients();
            sum += loss.item<float>();
        }

        if (!double.IsFinite(sum))
        {
            throw new InvalidOperationException($"The bare loop diverged: the sum of its losses is {sum}.");
        }
    }
}
