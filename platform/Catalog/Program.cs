using MeshStarter.Catalog.Iceberg;
using MeshStarter.Catalog.Lifecycle;
using MeshStarter.Catalog.Products;
using MeshStarter.Catalog.Quality;
using MeshStarter.Catalog.SchemaRegistry;
using MeshStarter.Catalog.Snapshots;
using MeshStarter.ServiceDefaults;
using MeshStarter.ServiceDefaults.Database;
using MeshStarter.ServiceDefaults.Governance;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddDatabase();
builder.AddPolicyBundle();
builder.AddAudit();
builder.Services.AddMigrations(typeof(Program).Assembly);
builder.AddProducts();
builder.AddLifecycle();
builder.AddSnapshots();
builder.AddQuality();
builder.AddIceberg();
builder.AddSchemaRegistry();

var app = builder.Build();
app.MapServiceDefaults();
app.MapProducts();
app.MapMajors();
app.MapSubscriptions();
app.MapSnapshots();
app.MapQuality();
app.MapIceberg();
app.MapSchemaRegistry();

await app.RunAsync();
