var builder = DistributedApplication.CreateBuilder(args);
var store = builder.AddProject<Projects.Web_App>("store", o => o.ExcludeLaunchProfile = true).WithHttpEndpoint().WithHttpHealthCheck("/health");
builder.AddProject<Projects.Web_App>("web", o => o.ExcludeLaunchProfile = true).WithHttpEndpoint().WithHttpHealthCheck("/health").WithReference(store).WaitFor(store);
builder.Build().Run();
