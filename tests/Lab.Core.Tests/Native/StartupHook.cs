using Lab.Native;

/// <summary>What a child process of a test does before its empty main method; the runtime finds the class by this name, outside any namespace.</summary>
internal static class StartupHook
{
    public const string Switch = "LAB_TEST_CLOSE_GATE";
    public const string Return = "return";
    public const string Stay = "stay";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Switch) is not { } then)
        {
            return;
        }

        _ = FinalizerGate.Close();
        Console.WriteLine($"closed: {FinalizerGate.IsClosed}");
        if (then == Stay)
        {
            Thread.CurrentThread.Join();
        }
    }
}
