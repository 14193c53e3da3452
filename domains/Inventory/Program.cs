using MeshStarter.Inventory.Import;
using MeshStarter.Inventory.Simulator;
using MeshStarter.Inventory.Warehouse;
using MeshStarter.Platform.Samples;
using MeshStarter.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddDataProducts();
builder.AddWarehouse();
builder.AddImport<ArticleImport>();
builder.AddSimulator<ArticleSimulator>();

var app = builder.Build();
app.MapServiceDefaults();
app.MapDataProducts();

await app.RunAsync();
