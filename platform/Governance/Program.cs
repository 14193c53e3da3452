using MeshStarter.Governance.Access;
using MeshStarter.Governance.Audit;
using MeshStarter.Governance.Decisions;
using MeshStarter.Governance.Identity;
using MeshStarter.Governance.Policies;
using MeshStarter.Governance.Proposals;
using MeshStarter.Governance.Rights;
using MeshStarter.ServiceDefaults;
using MeshStarter.ServiceDefaults.Database;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddDatabase();
builder.Services.AddMigrations(typeof(Program).Assembly);
builder.Services.AddHostedService<RuntimeRights>();

builder.AddPolicies(); // the rules in force, as one versioned bundle
builder.AddProposals(); // who proposes to change the rules, who votes, what is tightened at once
builder.AddAuditTrail(); // what was decided, append only
builder.AddAccess(); // who asks for access, who grants it, until when
builder.AddDecisions(); // what would be decided
builder.AddDevelopmentIssuer(); // tokens for personas and services; in Development only

var app = builder.Build();

app.MapServiceDefaults();

app.MapPolicies();
app.MapProposals();
app.MapAuditTrail();
app.MapAccess();
app.MapDecisions();
app.MapDevelopmentIssuer();

await app.RunAsync();
