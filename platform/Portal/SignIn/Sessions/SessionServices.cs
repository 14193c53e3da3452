using MeshStarter.ServiceDefaults.Database;
using MeshStarter.ServiceDefaults.Files;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MeshStarter.Portal.SignIn.Sessions;

/// <summary>Adds the store of sessions and of the keys of cookies, in the folder of data or in PostgreSQL.</summary>
internal static class SessionServices
{
    public static IHostApplicationBuilder AddSessions(this IHostApplicationBuilder builder, string data, SessionStoreKind store)
    {
        var protection = builder.Services.AddDataProtection().SetApplicationName("MeshStarter.Portal");
        builder.Services.AddSingleton<SessionText>();
        builder.Services.AddSingleton<SessionTurns>();
        if (store == SessionStoreKind.Postgres)
        {
            builder.AddDatabase();
            builder.Services.AddMigrations(typeof(SessionServices).Assembly);
            builder.Services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(services => new ConfigureOptions<KeyManagementOptions>(
                options => options.XmlRepository = new PostgresKeyRepository(services.GetRequiredService<NpgsqlDataSource>())));
            builder.Services.AddSingleton<ISessionStore, PostgresSessionStore>();
            return builder;
        }

        var folder = OwnerFolder.Make(Path.Combine(data, "portal"));
        protection.PersistKeysToFileSystem(folder);
        builder.Services.AddSingleton<ISessionStore>(services => new FolderSessionStore(
            OwnerFolder.Make(Path.Combine(folder.FullName, "sessions")), services.GetRequiredService<SessionText>(), services.GetRequiredService<SessionTurns>(), services.GetRequiredService<TimeProvider>()));
        return builder;
    }
}
