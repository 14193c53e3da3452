using MeshStarter.Portal;
using MeshStarter.Portal.Audit;
using MeshStarter.Portal.Headers;
using MeshStarter.Portal.Layout;
using MeshStarter.Portal.Lineage;
using MeshStarter.Portal.Problems;
using MeshStarter.Portal.Profiles;
using MeshStarter.Portal.SignIn;
using MeshStarter.Portal.Sql;
using MeshStarter.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<IProblemDetailsWriter, ProblemPageWriter>(); // before the service defaults: the first writer that can answer does
builder.AddServiceDefaults();
builder.AddResponseHeaders();
builder.AddStaticAssets();
builder.AddSignIn();
builder.AddPages();
builder.AddProductPage();
builder.AddAuditPage();
builder.AddSqlPage();
builder.Services.AddRazorComponents();
builder.Services.AddResponseCompression();

var app = builder.Build();
app.UseCookiePolicy();
app.MapServiceDefaults();
app.UseResponseCompression();
app.UseAntiforgery();
app.UseOldForms();
app.MapStaticAssets().AllowAnonymous();
app.MapAddresses();
app.MapSignIn();
app.MapTheme();
app.MapFormToken();
app.MapProductPage();
app.MapLineageData();
app.MapAuditData();
app.MapSql();
app.MapRazorComponents<App>();

await app.RunAsync();
