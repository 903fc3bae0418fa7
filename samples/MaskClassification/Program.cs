using MaskClassification.Data;
using MaskClassification.Faces;
using Microsoft.Extensions.Logging.Abstractions;

var folder = args.Length > 0 ? args[0] : DrawnFaces.Ensure(Path.Combine("runs", "data"), new DrawnFacesOptions(), NullLogger.Instance);
var dataset = new MaskDataset(folder);
Console.WriteLine($"{folder}: {dataset.Count} pictures of {dataset.People} people");
