#if (hasOperations)
using MeshStarter.DomainName.Operations;
using MeshStarter.DomainName.Simulator;
using MeshStarter.Platform.Samples;
#endif
using MeshStarter.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddDataProducts();
#if (hasOperations)
builder.AddOperations();
builder.AddSimulator<EntrySimulator>();
#endif

var app = builder.Build();
app.MapServiceDefaults();
app.MapDataProducts();
#if (hasOperations)
app.MapOperations();
#endif

await app.RunAsync();
