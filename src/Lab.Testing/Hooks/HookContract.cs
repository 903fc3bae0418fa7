using Lab.Native;

namespace Lab.Testing;

/// <summary>
/// Checks that a hook keeps what Lab promises of hooks, by running a small experiment with it many times: whole, failing, cancelled, resumed, short, without a folder. An
/// <see cref="OptimHook"/> may change the weights, so it is held to determinism, exact resuming and the rest.
/// </summary>
/// <remarks>
/// The experiment works on tensors, with three classes, 22 samples and 4 epochs; metrics that the hook monitors are produced. Some seconds per check. Live tensors are counted for the
/// whole process, so no other thread may make tensors meanwhile.
/// </remarks>
/// <example><code>
/// [Test]
/// public void It_keeps_the_contract() => HookContract.Check(() => new MyHook(new MyHookOptions()));
/// </code></example>
public static class HookContract
{
    /// <summary>What is checked, in order. <c>same-weights</c> and <c>in-company</c> are for observers, those about state for hooks that keep some.</summary>
    public static IReadOnlyList<ContractRule> Rules => HookRules.All;

    /// <summary>Checks a hook.</summary>
    /// <param name="create">Makes a new hook with the same options each time. The kit disposes of it.</param>
    /// <exception cref="ContractException">Rules are broken; all of them at once, each with what was seen and what to do.</exception>
    public static void Check(Func<Hook> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        TorchRuntime.EnsureLoaded();
        var report = new ContractReport(NameOf(create));
        var folders = Directory.CreateTempSubdirectory("lab-hook-contract-");
        try
        {
            new HookCheck(create, report, folders.FullName).Run();
        }
        finally
        {
            folders.Delete(recursive: true);
        }

        report.ThrowIfBroken();
    }

    private static string NameOf(Func<Hook> create)
    {
        using var hook = create();
        return hook.GetType().Name;
    }
}
