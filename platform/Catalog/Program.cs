using MeshStarter.Catalog.Iceberg;
using MeshStarter.Catalog.Lifecycle;
using MeshStarter.Catalog.Lineage;
using MeshStarter.Catalog.Products;
using MeshStarter.Catalog.Quality;
using MeshStarter.Catalog.SchemaRegistry;
using MeshStarter.Catalog.Storage;
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
builder.AddQuality();
builder.AddIceberg();
builder.AddSchemaRegistry();
builder.AddLineage();

var app = builder.Build();
app.UseRequestDecompression();
app.MapServiceDefaults();
app.MapProducts();
app.MapMajors();
app.MapSubscriptions();
app.MapQuality();
app.MapStorage();
app.MapIceberg();
app.MapSchemaRegistry();
app.MapLineage();

await app.RunAsync();
