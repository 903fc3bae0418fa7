using Lab.Optimization;
using Lab.Tests;

namespace Lab.Vision.Tests.Networks;

public sealed class SwinTransformerTests
{
    private static readonly SwinDesign Small = new(8, [2, 2], [1, 2], Window: 3);

    // The network alone as the model: names in its stages begin with nothing.
    [Test]
    public void A_bare_network_has_no_weight_decay_on_biases_norms_and_tables_of_positions()
    {
        using var network = new SwinTransformer("small", Small, new ImagePreprocessing(24, 24), 3);

        var groups = ParameterGroups.Create(network, settings: new() { WeightDecay = 0.05, NoWeightDecayOnBiasAndNorm = true });

        Assert.That(groups.Select(group => (group.Name, group.WeightDecay)), Is.EquivalentTo(new[] { ("decay", 0.05), ("no-decay", 0) }));
        var spared = groups.Single(group => group.Name == "no-decay").Parameters.Select(pair => pair.Key).ToList();
        Assert.That(spared, Has.Exactly(4).EndsWith(".relative_position_bias_table"));
        Assert.That(groups.Single(group => group.Name == "decay").Parameters, Has.All.Matches<KeyValuePair<string, TorchSharp.Modules.Parameter>>(pair => pair.Value.dim() > 1));
        Assert.That(groups.Sum(group => group.Parameters.Count), Is.EqualTo(network.parameters().Count()));
    }

    [Test]
    public void The_bias_of_a_pair_is_the_tables_entry_for_its_distance()
    {
        const int Side = 3;
        const int Reach = (2 * Side) - 1;
        using var attention = new WindowAttention(4, 2, Side);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();

        // Queries and keys of zero leave the bias alone to weigh the values.
        var state = attention.state_dict();
        state["qkv.weight"].zero_();
        state["qkv.bias"].zero_();
        state["qkv.weight"].narrow(0, 8, 4).copy_(torch.eye(4));
        state["proj.weight"].copy_(torch.eye(4));
        state["proj.bias"].zero_();
        var table = FormulaNumbers.U01("table", Reach * Reach * 2).Select(number => (float)number).ToArray();
        state["relative_position_bias_table"].copy_(torch.tensor(table, [Reach * Reach, 2]));
        var values = FormulaNumbers.U01("values", Side * Side * 4).Select(number => (float)number).ToArray();

        var output = attention.call(torch.tensor(values, [1, Side * Side, 4]), null).data<float>().ToArray();

        for (var query = 0; query < Side * Side; query++)
        {
            for (var channel = 0; channel < 4; channel++)
            {
                var weights = Enumerable.Range(0, Side * Side).Select(key => Math.Exp(table[(Distance(query, key) * 2) + (channel / 2)])).ToArray();
                var expected = weights.Select((weight, key) => weight * values[(key * 4) + channel]).Sum() / weights.Sum();
                Assert.That(output[(query * 4) + channel], Is.EqualTo(expected).Within(1e-5));
            }
        }

        static int Distance(int query, int key) => (((query / Side) - (key / Side) + Side - 1) * Reach) + ((query % Side) - (key % Side) + Side - 1);
    }

    [TestCase(6, 9, 1, 1)]
    [TestCase(3, 6, 0, 1)]
    [TestCase(6, 3, 1, 0)]
    public void Positions_that_the_roll_brought_together_are_kept_apart(int height, int width, int rows, int columns)
    {
        const int Side = 3;
        using var scope = torch.NewDisposeScope();

        var mask = Windows.Mask(height, width, Side, (rows, columns), torch.zeros(1));

        var windows = height / Side * width / Side;
        Assert.That(mask.shape, Is.EqualTo(new long[] { windows, 1, Side * Side, Side * Side }));
        var values = mask.data<float>().ToArray();
        for (var entry = 0; entry < values.Length; entry++)
        {
            var (window, first, second) = (entry / 81, entry / 9 % 9, entry % 9);
            Assert.That(values[entry], Is.EqualTo(Region(window, first) == Region(window, second) ? 0f : -100f));
        }

        (int, int) Region(int window, int position)
        {
            var row = (window / (width / Side) * Side) + (position / Side);
            var column = (window % (width / Side) * Side) + (position % Side);
            return (Along(row, height, rows), Along(column, width, columns));
        }

        static int Along(int index, int length, int shift) => shift == 0 || index < length - Side ? 0 : index < length - shift ? 1 : 2;
    }

    [Test]
    public void Windows_are_cut_and_joined_without_loss()
    {
        using var scope = torch.NewDisposeScope();
        var map = BackboneFamilies.Images(2, 6, 9, 5).permute(0, 2, 3, 1);

        var windows = Windows.Cut(map, 3);

        Assert.That(windows.shape, Is.EqualTo(new long[] { 2 * 2 * 3, 9, 5 }));
        Assert.That(BackboneFamilies.Same(windows[1, 0], map[0, 0, 3]), Is.True);
        Assert.That(BackboneFamilies.Same(Windows.Join(windows, 3, 6, 9), map), Is.True);
    }

    [TestCase(4, 4)]
    [TestCase(20, 28)]
    [TestCase(24, 48)]
    public void Maps_that_windows_do_not_divide_are_padded(int height, int width)
    {
        using var model = new SwinTransformer("small", Small, new ImagePreprocessing(24, 24), 2);
        using var scope = torch.NewDisposeScope();
        var features = model.ForwardFeatures(BackboneFamilies.Images(2, height, width));

        Assert.That(features.shape, Is.EqualTo(new long[] { 2, ((height / 4) + 1) / 2, ((width / 4) + 1) / 2, 16 }));
        Assert.That(features.isfinite().all().item<bool>(), Is.True);
    }

    [Test]
    public void The_original_repositorys_names_are_translated()
    {
        using var model = new SwinTransformer("small", Small, new ImagePreprocessing(24, 24), 2);
        var original = model.state_dict().Keys
            .Select(name => name.Replace("layers.1.downsample", "layers.0.downsample", StringComparison.Ordinal).Replace("head.fc", "head", StringComparison.Ordinal))
            .Append("layers.0.blocks.1.attn_mask")
            .Append("layers.0.blocks.1.attn.relative_position_index")
            .ToArray();

        Assert.That(model.RenameWeights(original).Values, Is.EqualTo(model.state_dict().Keys));
    }

    [Test]
    public void A_design_needs_heads_for_every_stage() =>
        Assert.That(() => new SwinTransformer("odd", new SwinDesign(8, [2, 2], [1]), ImagePreprocessing.Bicubic(0.9), 2), Throws.TypeOf<LabException>().With.Message.Contains("depths [2, 2], heads [1]"));
}
