using System.Text;

namespace MeshStarter.EndToEnd.Recipes;

/// <summary>The tools that connect with Trino's JDBC driver, in one run of one program: starting Java is most of it.</summary>
public sealed class JdbcRecipes() : JdbcProgram("Recipes/JdbcRecipes.java")
{
    private ILookup<string, string>? _seen;

    /// <summary>Collects what all of them saw, by tool.</summary>
    internal async Task<ILookup<string, string>> SeenAsync(ImportedMesh imported)
    {
        if (_seen is null)
        {
            await imported.Mesh.QueryUntilAsync("SELECT 1 AS one FROM payments.fact_payment_events LIMIT 1", ConnectPage.Reader, rows => rows.Count > 0);
            var page = await ConnectPage.OfAsync(imported);
            var port = imported.Mesh.Url("query", "https").Port;
            _seen = await RunProgramAsync([], string.Join('\n', new[]
            {
                page.Lines("JDBC", "text"), page.Lines("JDBC", "properties"),
                // What each tool makes of its form.
                $"jdbc:trino://localhost:{port}/mesh", $"user={ConnectPage.Reader}\n{page.Lines("DBeaver", "properties")}",
                $"jdbc:trino://localhost:{port}/mesh?{page.Lines("Metabase", "text")}", $"user={ConnectPage.Reader}\nSSL=true\nsource=Metabase",
                await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Recipes", "metabase.sql")),
            }.Select(text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text.Trim())))));
        }

        return _seen;
    }
}
