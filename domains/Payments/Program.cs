using MeshStarter.Payments.Billing;
using MeshStarter.Payments.Consumes;
using MeshStarter.Payments.Import;
using MeshStarter.Payments.Simulator;
using MeshStarter.Platform.Samples;
using MeshStarter.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddDataProducts();
builder.AddBilling();
builder.AddImport<PaymentImport>();
builder.AddSimulator<PaymentSimulator, OrderPlaced>();

var app = builder.Build();
app.MapServiceDefaults();
app.MapDataProducts();
app.MapBilling();

await app.RunAsync();
