using MeshStarter.Payments.Billing;
using MeshStarter.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddDataProducts();
builder.AddBilling();

var app = builder.Build();
app.MapServiceDefaults();
app.MapDataProducts();
app.MapBilling();

await app.RunAsync();
