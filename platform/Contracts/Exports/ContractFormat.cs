using System.Text.Json.Serialization;

namespace MeshStarter.Contracts.Exports;

/// <summary>A form in which a contract is exported. On the wire: <c>avro</c>, <c>json-schema</c>, <c>odcs</c>.</summary>
public enum ContractFormat
{
    /// <summary>The Avro schema of a row.</summary>
    Avro,

    /// <summary>The JSON Schema (draft 2020-12) of a row as the ports write it.</summary>
    [JsonStringEnumMemberName("json-schema")]
    JsonSchema,

    /// <summary>The whole contract by the Open Data Contract Standard 3.1, as YAML.</summary>
    Odcs,
}
