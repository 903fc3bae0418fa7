using MaskClassification;
using MaskClassification.Data;
using MaskClassification.Models;

return LabApplication.CreateBuilder(args)
    .AddExperiment<FaceSample, Tensor, MaskLogits, MaskLabels>(MaskExperiment.Name, MaskExperiment.Configure)
    .Build()
    .Run();
