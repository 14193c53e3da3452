using System.Globalization;
using Aspire.Hosting.Azure;
using Azure.Provisioning.PostgreSql;

namespace MeshStarter.AppHost.Publishing.Azure;

/// <summary>The PostgreSQL server, where identities sign in, and the setup that makes their roles and databases: a job.</summary>
internal sealed class DatabaseServers
{
    private readonly ServiceIdentities _identities;
    private readonly IResourceBuilder<AzurePostgresFlexibleServerResource> _server;

    /// <summary>Adds the server and the setup, which alone is an administrator of it.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="identities">The services' identities.</param>
    public DatabaseServers(IDistributedApplicationBuilder builder, ServiceIdentities identities)
    {
        _identities = identities;
        // A reference to a server makes its owner an administrator.
        _server = builder.AddAzurePostgresFlexibleServer("postgres").ClearDefaultRoleAssignments().ConfigureInfrastructure(Configure);
        Setup = builder.AddProject<Projects.Setup>("setup", options => options.ExcludeLaunchProfile = true);
        var administrator = identities.Of(Setup);
        Setup.WithAnnotation(new RoleAssignmentAnnotation(_server.Resource, new HashSet<RoleDefinition>()))
            .WithEnvironment("ConnectionStrings__server", ReferenceExpression.Create($"Host={_server.Resource.HostName};Database=postgres;Username={administrator.PrincipalName};SSL Mode=VerifyFull"))
            .WithEnvironment("Mesh__Database__Credential", "ManagedIdentity")
            .WithEnvironment("Mesh__Database__StartTimeout", "00:02:00")
            .PublishAsAzureContainerAppJob((_, job) =>
            {
                job.Configuration.ReplicaTimeout = 600;
                job.Configuration.ReplicaRetryLimit = 1;
            });
    }

    /// <summary>Gets the setup.</summary>
    public IResourceBuilder<ProjectResource> Setup { get; }

    /// <summary>Has a role made for a service's identity, with a database of its name.</summary>
    /// <param name="service">The service.</param>
    /// <param name="role">The role.</param>
    /// <param name="poolSize">The largest number of connections of the process.</param>
    /// <returns>The way there.</returns>
    public ReferenceExpression Add(IResourceBuilder<ProjectResource> service, string role, int poolSize)
    {
        Setup.WithEnvironment($"Mesh__Postgres__Databases__{role}__PrincipalId", _identities.Of(service).PrincipalId);
        service.WithEnvironment("Mesh__Database__Credential", "ManagedIdentity");
        var size = poolSize.ToString(CultureInfo.InvariantCulture);
        return ReferenceExpression.Create($"Host={_server.Resource.HostName};Database={role};Username={role};SSL Mode=VerifyFull;Maximum Pool Size={size}");
    }

    private static void Configure(AzureResourceInfrastructure infrastructure)
    {
        var server = infrastructure.GetProvisionableResources().OfType<PostgreSqlFlexibleServer>().Single();
        // The smallest one, B1ms, admits 35 connections, fewer than one process of each service may open.
        server.Sku = new PostgreSqlFlexibleServerSku { Name = "Standard_B2s", Tier = PostgreSqlFlexibleServerSkuTier.Burstable };
        var extensions = Add("extensions", "azure.extensions", "PG_TRGM");
        // A server changes one parameter at a time.
        Add("commit_times", "track_commit_timestamp", "on").DependsOn.Add(extensions);

        PostgreSqlFlexibleServerConfiguration Add(string identifier, string name, string value)
        {
            var configuration = new PostgreSqlFlexibleServerConfiguration(identifier) { Parent = server, Name = name, Value = value, Source = "user-override" };
            infrastructure.Add(configuration);
            return configuration;
        }
    }
}
