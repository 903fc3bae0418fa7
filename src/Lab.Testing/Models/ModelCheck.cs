using Lab.Native;
using Lab.Training;
using Lab.Weights;

namespace Lab.Testing;

/// <summary>One check of one model.</summary>
internal sealed class ModelCheck<TInput, TOutput>(
    Func<Model<TInput, TOutput>> create, Model<TInput, TOutput> model, Func<int, TInput> inputs, ModelContractOptions options, ContractReport report)
{
    private const int Largest = ModelContract.LargestBatch;

    private static readonly int[] Sizes = [1, 2, 3, Largest];

    /// <summary>A model whose weights are a function of the key, registered as a run would.</summary>
    public static Model<TInput, TOutput> Build(Func<Model<TInput, TOutput>> create, RandomKey? key = null)
    {
        var built = Keys.Build(create, key);
        ((IModel)built).Complete();
        return built;
    }

    public void Run()
    {
        report.Try(ModelRules.Registered, () =>
        {
            var problems = ModelInspection.Problems(model).ToList();
            report.Expect(ModelRules.Registered, problems.Count == 0, string.Join("; ", problems));
        });
        if (!report.Try(ModelRules.Computes, Shapes))
        {
            return;
        }

        report.Try(ModelRules.Modes, Modes);
        report.Try(ModelRules.Evaluation, Evaluation);
        report.Try(ModelRules.Independent, Independence);
        report.Try(ModelRules.Seed, Seeds);
        report.Try(ModelRules.State, State);
        report.Try(ModelRules.Gradients, Gradients);
        report.Try(ModelRules.Features, Features);
        report.Try(ModelRules.Stages, Stages);
        report.Try(ModelRules.NoLeak, LeavesNothing);
    }

    private void Features()
    {
        if (model is not IFeatureModel<TInput, TOutput> parts)
        {
            return;
        }

        model.eval();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var answers = TensorsIn.Of(parts.Answer(parts.Embed(inputs(Largest))));
        foreach (var ((path, answer), (_, expected)) in answers.Zip(TensorsIn.Of(Call(Largest))))
        {
            report.Expect(ModelRules.Features, answer.shape.SequenceEqual(expected.shape) && answer.allclose(expected, 1e-4, 1e-5), $"the output {path} is another one");
        }
    }

    private void Stages()
    {
        if (ModelStages.Of(model) is not { } stages)
        {
            return;
        }

        var parameters = model.named_parameters().Select(pair => pair.name).ToHashSet();
        var named = stages.SelectMany(stage => stage.Parameters).CountBy(name => name).ToDictionary();
        report.Expect(ModelRules.Stages, parameters.IsSubsetOf(named.Keys), $"no stage holds {string.Join(", ", parameters.Except(named.Keys).Take(5))}");
        report.Expect(ModelRules.Stages, named.Keys.All(parameters.Contains), $"there is no parameter {string.Join(", ", named.Keys.Except(parameters).Take(5))}");
        report.Expect(ModelRules.Stages, named.Values.All(count => count == 1), $"several stages hold {string.Join(", ", named.Where(pair => pair.Value > 1).Select(pair => pair.Key).Take(5))}");
    }

    private void Shapes()
    {
        foreach (var training in new[] { false, true })
        {
            model.train(training);
            foreach (var size in Sizes.Where(size => size > 1 || !training))
            {
                using var scope = torch.NewDisposeScope();
                var input = inputs(size);
                var bits = Bits.Of(input);
                foreach (var (path, tensor) in TensorsIn.Of(model.call(input)))
                {
                    report.Expect(ModelRules.Rows, tensor.dim() > 0 && tensor.size(0) == size, $"for {size} samples, the output {path}[{string.Join(", ", tensor.shape)}]");
                }

                report.Expect(ModelRules.Inputs, Bits.Of(input) == bits, "the input holds other numbers after the forward pass");
            }
        }
    }

    private void Modes()
    {
        foreach (var training in new[] { false, true })
        {
            model.train(training);
            Expect("was called");
            using var scope = torch.NewDisposeScope();
            model.call(inputs(Largest));
            Expect("was called and a batch has passed");

            void Expect(string when)
            {
                foreach (var (name, module) in model.named_modules().Prepend((string.Empty, model)))
                {
                    report.Expect(ModelRules.Modes, module.training == training, $"module '{name}' has training = {module.training} after train({training}) {when}");
                }
            }
        }
    }

    private void Evaluation()
    {
        model.eval();
        var state = Bits.Of(model.state_dict());
        var (first, second) = (Answer(model, Keys.Root.Derive(1)), Answer(model, Keys.Root.Derive(2)));
        report.Expect(ModelRules.Evaluation, first == second, "a second pass over the same input gives other bits");
        report.Expect(ModelRules.Evaluation, Bits.Of(model.state_dict()) == state, "weights or buffers changed");
    }

    private void Independence()
    {
        model.eval();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var whole = TensorsIn.Of(Call(Largest));
        foreach (var size in Sizes)
        {
            foreach (var ((path, few), (_, all)) in TensorsIn.Of(Call(size)).Zip(whole))
            {
                if (few.dim() == 0 || few.size(0) != size || few.numel() == 0)
                {
                    // Told by the rule about rows.
                    continue;
                }

                var expected = all.narrow(0, 0, size).to(torch.float64);
                var difference = few.to(torch.float64).sub(expected).abs().max().item<double>();
                var scale = Math.Max(1, expected.abs().max().item<double>());
                report.Expect(ModelRules.Independent, !(difference > options.Tolerance * scale), FormattableString.Invariant($"output {path} of the first {size} samples differs by {difference:g3} from that in a batch of {Largest}"));
            }
        }
    }

    private void Seeds()
    {
        using var same = Build(create);
        using var fresh = Build(create);
        report.Expect(ModelRules.Seed, Bits.Of(same.state_dict()) == Bits.Of(fresh.state_dict()), "two models built with one seed have other weights");
        same.train();
        fresh.train();
        report.Expect(ModelRules.Seed, Answer(same, Keys.Root) == Answer(fresh, Keys.Root), "two models with one seed give other bits in training");
    }

    private void State()
    {
        using var other = Build(create, Keys.Root.Derive("other weights"));
        var path = Path.GetTempFileName();
        try
        {
            using (var file = File.Create(path))
            {
                using var scope = torch.NewDisposeScope();
                SafetensorsWriter.Write(file, StateDictionary.Capture(model));
            }

            using (var file = WeightFile.Open(path))
            {
                other.LoadWeights(file);
            }
        }
        finally
        {
            File.Delete(path);
        }

        model.eval();
        other.eval();
        report.Expect(ModelRules.State, Answer(other, Keys.Root) == Answer(model, Keys.Root), "the model that was given the state answers with other bits");
    }

    private void Gradients()
    {
        model.train();
        model.zero_grad();
        using var scope = torch.NewDisposeScope();
        var outputs = TensorsIn.Of(Call(Largest)).Where(output => output.Value.is_floating_point()).ToList();
        var random = Keys.Root.Derive("gradient").CreateRandom();

        // Weighted at random: the plain sum of a softmax is constant.
        foreach (var (_, output) in outputs)
        {
            var weights = new float[output.numel()];
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] = (float)random.NextDouble(0.5, 1.5);
            }

            if (output.requires_grad)
            {
                output.mul(torch.tensor(weights, output.shape)).sum().backward(retain_graph: true);
            }
        }

        foreach (var (name, parameter) in model.named_parameters().Where(entry => entry.parameter.requires_grad && !options.WithoutGradient.Contains(entry.name)))
        {
            report.Expect(ModelRules.Gradients, parameter.grad is not null, $"'{name}' gets none");
            report.Expect(ModelRules.Gradients, parameter.grad?.isfinite().all().item<bool>() != false, $"that of '{name}' is not finite");
        }

        model.zero_grad();
    }

    private void LeavesNothing()
    {
        model.eval();
        using var outer = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var input = inputs(2);
        Forward();
        var before = Tensor.TotalCount;
        Forward();
        report.Expect(ModelRules.NoLeak, Tensor.TotalCount <= before, $"{Tensor.TotalCount - before} more live tensors after a batch whose scope has ended");

        void Forward()
        {
            using var scope = torch.NewDisposeScope();
            model.call(input);
        }
    }

    private TOutput Call(int samples) => model.call(inputs(samples));

    private string Answer(Model<TInput, TOutput> asked, RandomKey key)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        TorchRandom.Rekey(key);
        return Bits.Of(asked.call(inputs(Largest)));
    }
}
