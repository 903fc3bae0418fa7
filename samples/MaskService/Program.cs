using MaskService;

ServiceOptions options;
try
{
    options = ServiceOptions.Read(args);
}
catch (InvalidOperationException malformed)
{
    // A value that is no number, or no true or false: the message names it.
    Console.Error.WriteLine(malformed.Message);
    return 2;
}

if (options.Problem is { } problem)
{
    Console.Error.WriteLine(problem);
    return 2;
}

if (options.Model is null)
{
    Console.Error.WriteLine(Usage.NoModel);
    return 2;
}

try
{
    await using var app = Service.Create(args, options);
    await app.RunAsync();
    return 0;
}
catch (LabException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 1;
}
