using System.Text;
using System.Text.Json;
using MeshStarter.DuckDb;
using MeshStarter.Platform.Sql.Formats;

namespace MeshStarter.Platform.Workers.Engine;

/// <summary>Functions of the process that the dialect's macros call (functions.sql). No query can call them: they are on no list of functions.</summary>
internal static class DialectFunctions
{
    /// <summary>The name of the engine's type of JSON.</summary>
    private const string Json = "JSON";

    public static void Register(DuckDbConnection connection)
    {
        connection.RegisterFunction("mesh_quotient", DecimalQuotient.Of);
        connection.RegisterFunction("mesh_json", Json, (text, result) =>
        {
            try
            {
                JsonText.Write(text, result);
            }
            catch (JsonException)
            {
                throw new DuckDbFunctionException("INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON");
            }
        });
        // The engine's own decode() fails for what is no UTF-8, or has a question mark in its place.
        connection.RegisterFunction("mesh_utf8", alias: null, (hex, result) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Convert.FromHexString(hex)), result));
        // The engine's own error() cannot be within TRY.
        connection.RegisterFailure("mesh_fail");
    }
}
