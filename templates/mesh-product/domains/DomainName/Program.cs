using MeshStarter.DomainName.Operations;
using MeshStarter.DomainName.Simulator;
using MeshStarter.Platform.Samples;
using MeshStarter.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddDataProducts();
builder.AddOperations();
builder.AddSimulator<EntrySimulator>();

var app = builder.Build();
app.MapServiceDefaults();
app.MapDataProducts();
app.MapOperations();

await app.RunAsync();
