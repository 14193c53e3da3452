using MeshStarter.Inventory.Warehouse;
using MeshStarter.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddDataProducts();
builder.AddWarehouse();

var app = builder.Build();
app.MapServiceDefaults();
app.MapDataProducts();

await app.RunAsync();
