using System.Text.Json;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Grammar;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Analysis;

internal sealed partial class SqlTreeWalker
{
    private void Type(JsonElement type, JsonElement cast)
    {
        if (!HasStack() || !Understood("type", type) || type.GetProperty("type_info") is not { ValueKind: not JsonValueKind.Null } info)
        {
            return;
        }

        if (Kind(info) is not { } kind || !Understood(kind, info))
        {
            return;
        }

        switch (kind)
        {
            case "LIST_TYPE_INFO" or "ARRAY_TYPE_INFO":
                Type(info.GetProperty("child_type"), cast);
                break;
            case "STRUCT_TYPE_INFO":
                foreach (var field in info.GetProperty("child_types").EnumerateArray())
                {
                    if (Understood("field", field))
                    {
                        Type(field.GetProperty("second"), cast);
                    }
                }

                break;
            case "DECIMAL_TYPE_INFO":
                break;
            case "UNBOUND_TYPE_INFO" when AsciiNames.Lower(info.GetProperty("name").GetString()!) is "json" or "enum" or TypeGrammar.BoundedText or TypeGrammar.PaddedText or TypeGrammar.PreciseTimestamp or TypeGrammar.PreciseInstant && !IsQualified(info):
                break;
            case "UNBOUND_TYPE_INFO":
                Refuse(TrinoErrorCode.TypeMismatch, $"Unknown type: {info.GetProperty("name").GetString()}", Offset(cast));
                break;
            default:
                NotUnderstood(kind, cast);
                break;
        }
    }
}
