using MeshStarter.AppHost.Logs;
using MeshStarter.AppHost.Resources;
using MeshStarter.AppHost.Settings;
using MeshStarter.AppHost.Start;

try
{
    TerminalWriter.Install();
    var dashboard = DashboardAddress.Given();
    InheritedVariables.ForgetAddresses();
    var verbose = args.Contains(MeshLog.Verbose, StringComparer.Ordinal);
    var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
    {
        Args = [.. args.Where(argument => argument != MeshLog.Verbose)],
        // The mesh's log has the lines of services.
        EnableResourceLogging = true,
        // The query proxy has a certificate of its own.
        DeveloperCertificateDefaultHttpsTerminationEnabled = false,
    });
    using var start = await MeshStart.PrepareAsync(builder, verbose);
    var mesh = start.Mesh;
    var ports = mesh.Settings.Ports;
    DashboardAddress.Set(builder, dashboard, ports);

    // Stores
    var databases = mesh.Target is { } target ? target.AddStores(mesh) : builder.AddEmbeddedPostgres("postgres", mesh);

    // Platform
    var governance = builder.AddMeshService<Projects.Governance>("governance", mesh, ports?.Governance)
        .WithPolicyFolder(mesh)
        .WithDatabaseAndMigrationRole(databases, "governance", mesh);
    governance.WithIssuer(governance, mesh);

    var catalog = builder.AddMeshService<Projects.Catalog>("catalog", mesh, ports?.Catalog)
        .WithGovernance(governance, mesh)
        .WithDatabase(databases, "catalog", mesh)
        .WithAllBuckets(mesh)
        .WithVendingKeys(mesh)
        .WithStateFolders(mesh);

    // Who asks for access gets a grant of the columns that there are.
    governance.WithReference(catalog);

    var query = builder.AddMeshService<Projects.QueryProxy>("query", mesh, ports?.Query)
        .WithTlsEndpoint(mesh, ports?.QueryTls)
        .WithGovernance(governance, mesh)
        .WithReference(catalog)
        .WithExternalHttpEndpoints()
        .WithCommandLineClient(mesh)
        .WithAllBuckets(mesh)
        .WithHashSecret(mesh)
        .WithStateFolders(mesh);

    var portal = builder.AddMeshService<Projects.Portal>("portal", mesh, ports?.Portal)
        .WithGovernance(governance, mesh)
        .WithReference(catalog)
        .WithReference(query)
        // The portal shows the health of each process, and so has the address of each.
        .WithDatabaseServer(databases, mesh)
        .WithExternalHttpEndpoints()
        .WithCommandLineClient(mesh)
        .WithSessionStore(databases, mesh);
    query.WithPortal(portal, mesh);

    // Domains
    List<IResourceBuilder<ProjectResource>> domains = [];
    foreach (var project in mesh.Settings.Domains)
    {
        var domain = builder.AddDomain(project, mesh)
            .WithGovernance(governance, mesh)
            .WithReference(catalog)
            .WithDatabase(databases, project.Domain, mesh)
            .WithBucket(project.Domain, mesh)
            .WithHashSecret(mesh)
            .WithStateFolders(mesh);
        catalog.WithDomain(domain, project.Domain, mesh);
        portal.WithReference(domain);
        domains.Add(domain);
    }

    var elsewhere = builder.AddElsewhere(databases, governance, catalog, mesh);
    catalog.WithDomainNames(mesh);
    query.WithForwarding(domains, mesh);
    domains.Append(catalog).WithInnerAddresses(domains, mesh);
    governance.WithDevelopmentIssuer(portal, ["governance", "catalog", "query", "portal"], mesh.Settings.DomainNames, mesh);
    start.Report(builder, new MeshMap(portal, catalog, governance, query, domains, elsewhere, mesh.Target is null ? databases?.Roles : null, mesh.Target?.Setup));
    mesh.Target?.Complete([governance, catalog, query, portal, .. domains]);

    await MeshRun.RunAsync(builder.Build());
    return Environment.ExitCode;
}
catch (StartRefusedException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
