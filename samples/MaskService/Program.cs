using MaskService;

var options = ServiceOptions.Read(args);
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
