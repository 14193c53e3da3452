using System.Reflection;
using MeshStarter.ServiceDefaults.Identity.Platform;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>Registers the service's own PostgreSQL database and its migrations.</summary>
public static class DatabaseExtensions
{
    private const string ConnectionName = "database";
    private const string MigrationConnectionName = "migrations";

    /// <summary>
    /// Registers <see cref="NpgsqlDataSource"/> from <c>ConnectionStrings:database</c>, its health check, and the runner of
    /// <see cref="AddMigrations(IServiceCollection, Assembly, string, string)"/>, which connects with <c>ConnectionStrings:migrations</c> if that is given:
    /// the role of the running service then owns no table. A second call changes nothing.
    /// </summary>
    public static TBuilder AddDatabase<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        if (services.Any(descriptor => descriptor.ServiceType == typeof(NpgsqlDataSource)))
        {
            return builder;
        }

        services.AddSingleton(provider => CreateDataSource(provider, ConnectionName, pooled: true));
        services.AddOptions<DatabaseOptions>().Bind(builder.Configuration.GetSection(DatabaseOptions.Section))
            .Validate<IConfiguration>((_, configuration) => !string.IsNullOrEmpty(configuration.GetConnectionString(ConnectionName)), Missing(ConnectionName))
            .Validate<IConfiguration>(
                (options, configuration) => options.Credential is not DatabaseCredentialKind.ManagedIdentity || ManagedIdentityTokens.IsNamed(configuration),
                ManagedIdentityTokens.Missing($"{DatabaseOptions.Section}:{nameof(DatabaseOptions.Credential)}"))
            .Validate(
                options => options.StartTimeout >= TimeSpan.Zero && options.StartTimeout <= TimeSpan.FromMinutes(10),
                "Setting Mesh:Database:StartTimeout must be between 00:00:00 and 00:10:00.")
            .Validate(
                options => options.ServerHealth is not { } address || (address.IsAbsoluteUri && address.Scheme is "http" or "https"),
                "Setting Mesh:Database:ServerHealth must be an http or https address.")
            .ValidateOnStart();
        services.AddSingleton<ServerAtStart>();
        services.AddSingleton(CreateMigrationDatabase);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<MigrationRunner>(provider, provider.GetRequiredService<MigrationDatabase>().Source));
        services.AddHostedService<MigrationsAtStart>();
        services.AddHealthChecks().AddCheck<DatabaseHealthCheck>(ConnectionName, HealthStatus.Unhealthy, tags: null, timeout: TimeSpan.FromSeconds(3));
        return builder;
    }

    /// <summary>
    /// Adds an assembly's embedded <c>Migrations/NNNN_verb_noun.sql</c> (<c>&lt;EmbeddedResource Include="Migrations/*.sql" /&gt;</c>) as the
    /// set with the assembly's name. They are applied, in order and once each, before the application serves requests.
    /// </summary>
    public static IServiceCollection AddMigrations(this IServiceCollection services, Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var name = assembly.GetName().Name!;
        return services.AddMigrations(assembly, name, name + ".Migrations.");
    }

    /// <summary>Adds one of several sets of migrations. Sets are applied in the order they were added.</summary>
    /// <param name="services">The services to add to; <see cref="AddDatabase"/> must be called too.</param>
    /// <param name="assembly">The assembly that embeds the files.</param>
    /// <param name="set">The set's name in table mesh_migrations; never changed later.</param>
    /// <param name="resourcePrefix">The prefix of the resource names, such as <c>MeshStarter.Orders.Products.FactOrderEvents.Migrations.</c>.</param>
    public static IServiceCollection AddMigrations(this IServiceCollection services, Assembly assembly, string set, string resourcePrefix)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentException.ThrowIfNullOrEmpty(set);
        ArgumentException.ThrowIfNullOrEmpty(resourcePrefix);
        return services.AddSingleton(new MigrationSet(set, assembly, resourcePrefix));
    }

    private static MigrationDatabase CreateMigrationDatabase(IServiceProvider provider) =>
        string.IsNullOrEmpty(provider.GetRequiredService<IConfiguration>().GetConnectionString(MigrationConnectionName))
            ? new MigrationDatabase(provider.GetRequiredService<NpgsqlDataSource>(), isSeparate: false)
            : new MigrationDatabase(CreateDataSource(provider, MigrationConnectionName, pooled: false), isSeparate: true);

    private static string Missing(string name) =>
        $"Setting ConnectionStrings:{name} is missing. Set it to this service's own PostgreSQL database: Host=…;Port=…;Database=…;Username=…;Password=…";

    private static NpgsqlDataSource CreateDataSource(IServiceProvider provider, string name, bool pooled)
    {
        var text = provider.GetRequiredService<IConfiguration>().GetConnectionString(name);
        if (string.IsNullOrEmpty(text))
        {
            throw new StartRefusedException(Missing(name));
        }

        var source = new NpgsqlDataSourceBuilder(Settings(name, text, pooled).ConnectionString) { Name = name };
        source.UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>());
        if (provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.Credential is DatabaseCredentialKind.ManagedIdentity)
        {
            source.UseIdentity(provider.GetRequiredService<ManagedIdentityTokens>(), $"ConnectionStrings:{name}");
        }

        return source.Build();
    }

    private static NpgsqlConnectionStringBuilder Settings(string name, string text, bool pooled)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(text) { Timezone = "UTC", IncludeErrorDetail = false };
            // A dozen services share one server: each keeps to a small pool unless its connection string says otherwise.
            if (!text.Contains("Pool Size", StringComparison.OrdinalIgnoreCase) && !text.Contains("PoolSize", StringComparison.OrdinalIgnoreCase))
            {
                settings.MaxPoolSize = 15;
            }

            // The server parses and plans a repeated statement once for each connection. Behind a pooler that shares connections, the string sets 0.
            if (!text.Contains("Auto Prepare", StringComparison.OrdinalIgnoreCase) && !text.Contains("AutoPrepare", StringComparison.OrdinalIgnoreCase))
            {
                settings.MaxAutoPrepare = 40;
            }

            settings.Pooling &= pooled;
            return settings;
        }
        catch (ArgumentException unreadable)
        {
            // The message of the exception may repeat parts of the value, and with them the password.
            throw new StartRefusedException($"Setting ConnectionStrings:{name} is no PostgreSQL connection string. Set it to Host=…;Port=…;Database=…;Username=…;Password=…", unreadable);
        }
    }
}
