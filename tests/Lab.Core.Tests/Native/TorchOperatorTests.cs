using Lab.Native;

namespace Lab.Tests.Native;

public sealed class TorchOperatorTests
{
    [Test]
    public void An_operator_with_a_list_and_a_tensor_changes_every_tensor_of_the_list()
    {
        using var scope = torch.NewDisposeScope();
        Tensor[] tensors = [torch.ones(3), torch.full([2, 2], 5f)];
        using var factor = torch.tensor(2f);

        new TorchOperator("aten::_foreach_mul_", "Tensor").Invoke(tensors, factor);

        Assert.That(tensors[0].data<float>().ToArray(), Is.EqualTo([2f, 2f, 2f]));
        Assert.That(tensors[1].data<float>().ToArray(), Is.EqualTo([10f, 10f, 10f, 10f]));
    }

    [Test]
    public void A_result_comes_back_as_a_tensor_of_the_current_scope()
    {
        using var scope = torch.NewDisposeScope();
        var before = scope.DisposablesCount;
        var result = new TorchOperator("aten::mul", "Tensor").InvokeTensor(torch.tensor(3.0), torch.tensor(4.0));

        Assert.That(result.item<double>(), Is.EqualTo(12.0));
        Assert.That(scope.DisposablesCount - before, Is.EqualTo(3));
    }

    [Test]
    public void A_call_does_not_leak_native_tensors()
    {
        const int megabytes = 16;
        var multiply = new TorchOperator("aten::_foreach_mul_", "Tensor");
        using var factor = torch.tensor(1f);
        var start = Environment.WorkingSet;
        for (var i = 0; i < 200; i++)
        {
            using var block = torch.ones(megabytes * 1024 * 1024 / 4);
            multiply.Invoke(new[] { block, block }, factor);
        }

        Assert.That(Environment.WorkingSet - start, Is.LessThan(20L * megabytes * 1024 * 1024));
    }

    [Test]
    public void A_failing_operator_names_itself_the_platform_and_its_arguments()
    {
        using var scope = torch.NewDisposeScope();
        var unknown = new TorchOperator("aten::no_such_operator");

        Assert.That(
            () => unknown.Invoke(torch.ones(2, 3), true),
            Throws.TypeOf<LabException>().With.Message.Contains("aten::no_such_operator")
                .And.Message.Contains(System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier)
                .And.Message.Contains("Float32[2,3] on cpu"));
    }

    [Test]
    public void A_missing_entry_is_an_error_that_names_the_feature_and_the_entry()
    {
        Assert.That(TorchLibrary.Has("no_such_entry"), Is.False);
        Assert.That(
            () => TorchLibrary.Find("Autocast", "no_such_entry", "no_such_entry"),
            Throws.TypeOf<LabException>().With.Message.Contains("Autocast").And.Message.Contains("no_such_entry"));
    }
}
