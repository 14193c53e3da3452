using MeshStarter.Orders.Shop;
using MeshStarter.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddDataProducts();
builder.AddShop();

var app = builder.Build();
app.MapServiceDefaults();
app.MapDataProducts();
app.MapShop();

await app.RunAsync();
