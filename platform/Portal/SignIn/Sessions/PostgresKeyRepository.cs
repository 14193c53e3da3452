using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace MeshStarter.Portal.SignIn.Sessions;

/// <summary>Stores the keys of cookies and sessions in the portal's database, so that all processes of the portal have the same.</summary>
internal sealed class PostgresKeyRepository(NpgsqlDataSource database) : IXmlRepository
{
    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = database.OpenConnection();
        return [.. connection.Query<string>("SELECT content FROM keys ORDER BY name").Select(content => XElement.Parse(content))];
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = database.OpenConnection();
        connection.Execute("INSERT INTO keys (name, content) VALUES (@friendlyName, @content)", new { friendlyName, content = element.ToString(SaveOptions.DisableFormatting) });
    }
}
