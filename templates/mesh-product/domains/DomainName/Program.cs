using MeshStarter.DomainName.Operations;
using MeshStarter.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddDataProducts();
builder.AddOperations();

var app = builder.Build();
app.MapServiceDefaults();
app.MapDataProducts();
app.MapOperations();

await app.RunAsync();
