namespace MeshStarter.Portal.Sql;

/// <summary>Adds the SQL page.</summary>
internal static class SqlServices
{
    public static IHostApplicationBuilder AddSqlPage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddTransient<StatementClient>();
        builder.Services.AddTransient<CsvDownload>();
        builder.Services.AddTransient<NameReader>();
        builder.Services.AddTransient<SqlRunner>();
        return builder;
    }
}
