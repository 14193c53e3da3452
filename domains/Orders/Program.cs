using MeshStarter.Orders.Import;
using MeshStarter.Orders.Shop;
using MeshStarter.Orders.Simulator;
using MeshStarter.Platform.Samples;
using MeshStarter.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddDataProducts();
builder.AddShop();
builder.AddImport<OrderImport>();
builder.AddSimulator<ShopSimulator>();

var app = builder.Build();
app.MapServiceDefaults();
app.MapDataProducts();
app.MapShop();

await app.RunAsync();
