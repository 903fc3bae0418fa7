namespace Lab.Testing.Tests;

[NonParallelizable]
public sealed class HookContractTests
{
    private static readonly Dictionary<string, Func<Hook>[]> Breaking = new()
    {
        ["completes"] = [() => new ThrowsAtReport()],
        ["no-run-folder"] = [() => new NeedsFolder()],
        ["same-weights"] = [() => new Shortens()],
        ["same-bits"] = [() => new Counted()],
        ["in-company"] = [() => new Single()],
        ["fault"] = [() => new ReplacesErrors(), () => new FailsAtFault()],
        ["failed-start"] = [() => new ClosesWhatIsNotOpen()],
        ["cancellation"] = [() => new ExpectsWholeEpochs()],
        ["dispose-twice"] = [() => new DisposesOnce()],
        ["one-batch"] = [() => new NeedsTwoBatches()],
        ["no-validation"] = [() => new NeedsValidation()],
        ["empty-validation"] = [() => new NeedsValidationSamples()],
        ["evaluation"] = [() => new NeedsEpochs()],
        ["stable-name"] = [() => new NamedByInstance()],
        ["state-round-trip"] = [() => new RestoresNothing()],
        ["resume"] = [() => new ForgetsItsPast(), () => new RestoresNothing()],
        ["no-leak"] = [() => new KeepsTensors(), () => new KeepsATensorPerEpoch()],
    };

    private static readonly Func<Hook>[] Sound = [() => new StopsAtStep(15), () => new WaitsForANumber(), () => new Perturbs(), () => new MakesATensorLate()];

    private static IEnumerable<TestCaseData> Cases => Breaking.SelectMany(rule => rule.Value.Select((create, i) => new TestCaseData(rule.Key, create).SetArgDisplayNames(rule.Key, $"{i}")));

    [TestCaseSource(nameof(Cases))]
    public void A_hook_that_breaks_a_rule_is_caught(string rule, Func<Hook> create) => Broken.Assert(rule, () => HookContract.Check(create));

    [Test]
    public void Every_rule_has_a_hook_that_breaks_it() => Assert.That(Breaking.Keys, Is.EquivalentTo(HookContract.Rules.Select(rule => rule.Name)));

    [TestCaseSource(nameof(Sound))]
    public void A_sound_hook_passes(Func<Hook> create) => Assert.That(() => HookContract.Check(create), Throws.Nothing);

    [Test]
    public void The_first_step_whose_bits_differ_is_told() => Broken.Assert("same-weights", () => HookContract.Check(() => new Shortens()), "after step 1 of 24");

    [Test]
    public void The_member_that_threw_is_told() => Broken.Assert("completes", () => HookContract.Check(() => new ThrowsAtReport()), nameof(EpochHook.OnEpochReport));

    [Test]
    public void A_check_leaves_the_number_of_torchs_threads_as_it_was()
    {
        var before = torch.get_num_threads();
        try
        {
            torch.set_num_threads(2);
            HookContract.Check(() => new Perturbs());

            Assert.That(torch.get_num_threads(), Is.EqualTo(2));
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }
}
