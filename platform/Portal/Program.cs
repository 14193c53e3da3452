using MeshStarter.Portal.Headers;
using MeshStarter.Portal.Health;
using MeshStarter.Portal.Layout;
using MeshStarter.Portal.Products;
using MeshStarter.Portal.Quarantine;
using MeshStarter.Portal.SignIn;
using MeshStarter.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddResponseHeaders();
builder.AddSignIn();
builder.AddProductPages();
builder.AddQuarantinePage();
builder.AddMeshHealth();
builder.Services.AddRazorComponents();

var app = builder.Build();
app.MapServiceDefaults();
app.UseAntiforgery();
app.MapStaticAssets().AllowAnonymous();
app.MapSignIn();
app.MapRazorComponents<App>();

await app.RunAsync();
