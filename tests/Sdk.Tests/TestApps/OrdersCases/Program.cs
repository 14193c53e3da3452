// A service of the domain orders with the products of the table of decisions, and nothing that fills them.
using MeshStarter.Sdk.Hosting;
using MeshStarter.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddDataProducts();

var app = builder.Build();
app.MapServiceDefaults();
app.MapDataProducts();

await app.RunAsync();
