using MeshStarter.Load.Counting;
using MeshStarter.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddDataProducts();
builder.AddCounting();

var app = builder.Build();
app.MapServiceDefaults();
app.MapDataProducts();
app.MapCounting();

await app.RunAsync();
