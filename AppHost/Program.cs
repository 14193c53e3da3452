using MeshStarter.AppHost.Logs;
using MeshStarter.AppHost.Resources;
using MeshStarter.AppHost.Settings;
using MeshStarter.AppHost.Start;

try
{
    var dashboard = DashboardAddress.Given();
    ListeningVariables.Forget();
    var verbose = args.Contains(MeshLog.Verbose, StringComparer.Ordinal);
    var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
    {
        Args = [.. args.Where(argument => argument != MeshLog.Verbose)],
        // The mesh's log has the lines of services.
        EnableResourceLogging = true,
        // The query proxy has a certificate of its own.
        DeveloperCertificateDefaultHttpsTerminationEnabled = false,
    });
    using var start = MeshStart.Prepare(builder, verbose);
    var mesh = start.Resources;
    var ports = mesh.Settings.Ports;
    DashboardAddress.Set(builder, dashboard, ports);

    // Stores
    var postgres = EmbeddedPostgres.Add(builder, mesh);
    var storage = new ObjectStorage(mesh);

    // Platform
    var governance = builder.AddProject<Projects.Governance>("governance", options => options.ExcludeLaunchProfile = true)
        .WithHttpEndpoint(port: ports?.Governance)
        .WithHttpHealthCheck("/health", endpointName: "http");
    var issuer = governance.GetEndpoint("http");
    mesh.Join(governance, "governance", issuer);
    PolicyFolder.Give(governance, builder, mesh);
    postgres.GiveSeparated(governance, "governance");

    var catalog = mesh.Join(builder.AddProject<Projects.Catalog>("catalog", options => options.ExcludeLaunchProfile = true), "catalog", issuer)
        .WithHttpEndpoint(port: ports?.Catalog)
        .WithHttpHealthCheck("/health", endpointName: "http")
        .WithReference(governance);
    mesh.StartAlongside(catalog, governance);
    postgres.Give(catalog, "catalog");
    storage.GiveCatalog(catalog);
    mesh.GiveStateFolders(catalog);

    // Who asks for access gets a grant of the columns that there are.
    governance.WithReference(catalog);

    var query = mesh.Join(builder.AddProject<Projects.QueryProxy>("query", options => options.ExcludeLaunchProfile = true), "query", issuer)
        .WithHttpEndpoint(port: ports?.Query)
        .WithHttpsEndpoint(port: ports?.QueryTls)
        .WithHttpHealthCheck("/health", endpointName: "http")
        .WithReference(governance)
        .WithReference(catalog);
    mesh.StartAlongside(query, governance);
    mesh.Expose(query);
    storage.GiveReader(query);
    mesh.GiveStateFolders(query);

    var portal = mesh.Join(builder.AddProject<Projects.Portal>("portal", options => options.ExcludeLaunchProfile = true), "portal", issuer)
        .WithHttpEndpoint(port: ports?.Portal)
        .WithHttpHealthCheck("/health", endpointName: "http")
        .WithReference(governance)
        .WithReference(catalog)
        .WithReference(query)
        // The portal shows the health of each process, and so has the address of each.
        .WithReference(postgres.Resource);
    mesh.StartAlongside(portal, governance);
    mesh.Expose(portal);
    SessionStorage.Give(portal, mesh, postgres);

    // Domains
    var projects = mesh.Settings.Domains;
    List<IResourceBuilder<ProjectResource>> domains = [];
    foreach (var project in projects)
    {
        var domain = mesh.Join(project.AddTo(builder), project.Domain, issuer)
            .WithHttpEndpoint(port: mesh.Settings.DomainPorts?.Of(project.Domain))
            .WithHttpHealthCheck("/health", endpointName: "http")
            .WithEnvironment("Mesh__Simulator", mesh.Settings.Simulated ? "true" : "false")
            .WithReference(governance)
            .WithReference(catalog);
        mesh.StartAlongside(domain, governance);
        domain.WithEnvironment("Mesh__PublicUrl", domain.GetEndpoint("http"));
        catalog.WithEnvironment($"Mesh__Domains__{project.Domain}__PublicUrl", domain.GetEndpoint("http"));
        if (mesh.Settings.SourceData is { } source)
        {
            domain.WithEnvironment("Mesh__SourceData", source);
        }

        postgres.Give(domain, project.Domain);
        storage.GiveBucket(domain, project.Domain);
        mesh.GiveStateFolders(domain);
        portal.WithReference(domain);
        domains.Add(domain);
    }

    // Domains of an earlier start that are missing now are orphaned.
    catalog.WithEnvironment("Mesh__Catalog__Domains", string.Join(',', mesh.Settings.AllDomains.Select(project => project.Domain)));
    DevelopmentIssuer.Configure(governance, portal, mesh, ["governance", "catalog", "query", "portal"], [.. projects.Select(project => project.Domain)]);
    start.Report(builder, new MeshMap(portal, catalog, governance, query, domains, postgres.Resource));

    await MeshRun.RunAsync(builder.Build());
    return Environment.ExitCode;
}
catch (StartRefusedException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
