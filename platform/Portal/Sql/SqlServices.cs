using System.Text;

namespace MeshStarter.Portal.Sql;

/// <summary>Adds the SQL page.</summary>
internal static class SqlServices
{
    public static IHostApplicationBuilder AddSqlPage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpClient<StatementClient>(client => client.Timeout = TimeSpan.FromSeconds(30));
        // A query may take as long as Mesh:Query:TimeLimit permits, an hour at most, before its first row.
        builder.Services.AddHttpClient<CsvDownload>(client => client.Timeout = TimeSpan.FromMinutes(65))
            // A stated purpose may have letters beyond ASCII.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 });
        builder.Services.AddTransient<NameReader>();
        builder.Services.AddSingleton<NameCache>();
        builder.Services.AddTransient<SqlRunner>();
        return builder;
    }
}
