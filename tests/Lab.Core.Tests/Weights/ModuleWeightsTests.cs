using Lab.Weights;
using static TorchSharp.torch;

namespace Lab.Tests.Weights;

public sealed class ModuleWeightsTests
{
    private string _path = null!;

    [SetUp]
    public void MakePath() => _path = Path.GetTempFileName();

    [TearDown]
    public void RemovePath() => File.Delete(_path);

    [Test]
    public void A_file_of_the_same_names_and_shapes_is_loaded_whole_and_parameters_stay_the_same_objects()
    {
        using var source = Net();
        using var target = Net();
        Save(source);
        var before = target.parameters().ToList();

        var report = target.LoadWeights(_path);

        Assert.That(report.IsComplete, Is.True);
        Assert.That(report.Loaded, Is.EquivalentTo(target.state_dict().Keys));
        Assert.That(target.parameters(), Is.EqualTo(before));
        Assert.That(Same(source, target));
        Assert.That(report.ToString(), Is.EqualTo($"{report.Loaded.Count} entries loaded from {_path}"));
    }

    [TestCase(ScalarType.Float16)]
    [TestCase(ScalarType.BFloat16)]
    [TestCase(ScalarType.Float64)]
    public void Other_floating_point_types_are_converted(ScalarType type)
    {
        using var source = Net();
        using var target = Net();
        using var scope = NewDisposeScope();
        var state = source.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.is_floating_point() ? pair.Value.detach().to(type) : pair.Value);
        Save(state);

        target.LoadWeights(_path);

        Assert.That(target.parameters().All(parameter => parameter.dtype == float32));
        Assert.That(target.state_dict().All(pair => pair.Value.equal(state[pair.Key].to(pair.Value.dtype)).all().item<bool>()));
    }

    [Test]
    public void Channels_last_weights_take_plain_ones()
    {
        using var source = Net();
        using var target = Net();
        Save(source);
        Lab.Native.MemoryFormats.UseChannelsLast(target);

        target.LoadWeights(_path);

        Assert.That(Same(source, target));
    }

    [Test]
    public void What_does_not_fit_is_listed_and_nothing_is_changed()
    {
        using var source = Net();
        using var target = Net();
        using var scope = NewDisposeScope();
        var state = source.state_dict();
        state["0.bias"] = zeros(4);
        state["1.weight"] = zeros([3], int64);
        state["2.extra"] = ones(1);
        state.Remove("1.bias");
        Save(state);
        var before = target.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.detach().clone());

        Assert.That(() => target.LoadWeights(_path), Throws.InstanceOf<LabException>().With.Message.Contains(_path)
            .And.Message.Contains("'1.bias' is in the model but not in the file")
            .And.Message.Contains("'2.extra' is in the file but not in the model")
            .And.Message.Contains("'0.bias' is Float32 [4] in the file and Float32 [3] in the model")
            .And.Message.Contains("'1.weight' is Int64 [3] in the file and Float32 [3] in the model"));
        Assert.That(target.state_dict().All(pair => pair.Value.equal(before[pair.Key]).all().item<bool>()));

        var report = target.LoadWeights(_path, new WeightLoading { IsStrict = false });

        Assert.That(report.IsComplete, Is.False);
        Assert.That(report.Missing.Select(entry => entry.Name), Is.EqualTo(new[] { "1.bias" }));
        Assert.That(report.Unexpected.Select(entry => entry.Name), Is.EqualTo(new[] { "2.extra" }));
        Assert.That(report.Misfits.Select(entry => entry.Name), Is.EquivalentTo(new[] { "0.bias", "1.weight" }));
        Assert.That(report.Loaded, Does.Contain("0.weight").And.Not.Contains("0.bias"));
        Assert.That(target.state_dict()["0.weight"].equal(state["0.weight"]).all().item<bool>());
        Assert.That(target.state_dict()["0.bias"].equal(before["0.bias"]).all().item<bool>());
    }

    [Test]
    public void Weights_of_another_network_are_refused_though_not_strict()
    {
        using var target = Net();
        using var scope = NewDisposeScope();
        Save(new Dictionary<string, Tensor> { ["other"] = ones(3) });

        Assert.That(() => target.LoadWeights(_path, new WeightLoading { IsStrict = false }), Throws.InstanceOf<LabException>().With.Message.Contains("another network"));
    }

    [Test]
    public void Weights_of_another_architecture_are_said_to_be_that_before_the_first_entries_of_each_kind()
    {
        using var target = Net();
        using var scope = NewDisposeScope();
        var state = target.state_dict();
        var others = Enumerable.Range(0, 40).ToDictionary(index => $"stage.{index}", _ => ones(1));
        others.Add(state.First().Key, state.First().Value);
        Save(others);

        var error = Assert.Catch<LabException>(() => target.LoadWeights(_path));

        Assert.That(error.Message, Does.Match("does not fit the model: 1 of its \\d+ entries .* another architecture.*missing.*40 unexpected: .*, and 37 more"));
        Assert.That(error.Message, Does.Contain("--backbone").And.Contain("--pretrained").And.Not.Contain("stage.3'"));
    }

    [TestCase("module.")]
    [TestCase("_orig_mod.")]
    [TestCase("module._orig_mod.")]
    public void Wrappers_of_PyTorch_are_taken_off(string wrapper)
    {
        using var source = Net();
        using var target = Net();
        Save(source.state_dict().ToDictionary(pair => wrapper + pair.Key, pair => pair.Value));

        Assert.That(target.LoadWeights(_path).Loaded, Is.EquivalentTo(target.state_dict().Keys));
        Assert.That(Same(source, target));
    }

    [Test]
    public void One_part_of_a_saved_model_is_taken_by_its_prefix()
    {
        using var source = Net();
        using var target = Net();
        using var scope = NewDisposeScope();
        Save(source.state_dict().ToDictionary(pair => $"backbone.{pair.Key}", pair => pair.Value).Append(new("head.weight", ones(2))).ToDictionary());

        Assert.That(target.LoadWeights(_path, new WeightLoading { Prefix = "backbone." }).IsComplete);
        Assert.That(Same(source, target));
        Assert.That(() => target.LoadWeights(_path, new WeightLoading { Prefix = "encoder." }), Throws.TypeOf<LabException>().With.Message.Contains("'encoder.'").And.Message.Contains("backbone.0.weight"));
    }

    [Test]
    public void Names_are_translated_and_two_that_become_one_are_refused()
    {
        using var source = Net();
        using var target = Net();
        using var scope = NewDisposeScope();
        Save(source.state_dict().ToDictionary(pair => $"features/{pair.Key}", pair => pair.Value).Append(new("buffer", ones(2))).ToDictionary());
        var loading = new WeightLoading { Rename = names => names.Where(name => name != "buffer").ToDictionary(name => name, name => name["features/".Length..]) };

        Assert.That(target.LoadWeights(_path, loading).IsComplete);
        Assert.That(Same(source, target));
        Assert.That(() => target.LoadWeights(_path, loading with { Rename = names => names.ToDictionary(name => name, _ => "0.weight") }), Throws.TypeOf<LabException>().With.Message.Contains("both '0.weight'"));
    }

    [Test]
    public void Shapes_are_adapted_where_there_is_a_way()
    {
        using var target = nn.Linear(2, 3, hasBias: false);
        using var scope = NewDisposeScope();
        Save(new Dictionary<string, Tensor> { ["weight"] = ones(3, 4) });

        var report = target.LoadWeights(_path, new WeightLoading { Adapt = (_, weight) => weight.narrow(1, 0, 2) });

        Assert.That(report.Reshaped.Single(), Is.EqualTo(new WeightDifference("weight", "Float32 [3, 4]", "Float32 [3, 2]")));
        Assert.That(report.ToString(), Does.Contain("1 reshaped: 'weight' is Float32 [3, 4] in the file and Float32 [3, 2] in the model"));
        Assert.That(target.weight!.sum().item<float>(), Is.EqualTo(6));
        Assert.That(() => target.LoadWeights(_path, new WeightLoading { Adapt = (_, weight) => weight }), Throws.InstanceOf<LabException>());
    }

    [Test]
    public void A_replaceable_part_keeps_its_values_as_a_whole()
    {
        using var target = Net();
        using var source = Net();
        using var scope = NewDisposeScope();
        var state = source.state_dict();
        state["0.weight"] = ones(5, 2, 1, 1);
        Save(state);
        var bias = target.state_dict()["0.bias"].detach().clone();

        var report = target.LoadWeights(_path, new WeightLoading { Replaceable = new("stem", name => name.StartsWith("0.", StringComparison.Ordinal)) });

        Assert.That(report.IsComplete);
        Assert.That(report.Replaced.Select(entry => entry.Name), Is.EquivalentTo(new[] { "0.weight", "0.bias" }));
        Assert.That(report.Loaded, Has.None.StartsWith("0."));
        Assert.That(report.ToString(), Does.Contain("stem replaced:"));
        Assert.That(target.state_dict()["0.bias"].equal(bias).all().item<bool>());
    }

    [Test]
    public void Files_that_count_no_batches_are_complete()
    {
        using var source = Net();
        using var target = Net();
        Save(source.state_dict().Where(pair => !pair.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).ToDictionary());

        Assert.That(target.LoadWeights(_path).IsComplete);
    }

    [Test]
    public void No_tensor_stays_behind()
    {
        using var source = Net();
        using var target = Net();
        Save(source);
        target.LoadWeights(_path);
        var before = LiveTensors.Settle();

        target.LoadWeights(_path);

        Assert.That(Tensor.TotalCount, Is.AtMost(before));
    }

    private static TorchSharp.Modules.Sequential Net() => nn.Sequential(nn.Conv2d(2, 3, 1), nn.BatchNorm2d(3));

    private static bool Same(nn.Module first, nn.Module second) => first.state_dict().All(pair => pair.Value.equal(second.state_dict()[pair.Key]).all().item<bool>());

    private void Save(nn.Module module) => Save(module.state_dict());

    private void Save(IReadOnlyDictionary<string, Tensor> state)
    {
        using var file = File.Create(_path);
        SafetensorsWriter.Write(file, [.. state]);
    }
}
