using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace MeshStarter.Sdk.Tests.Publishing;

/// <summary>Divides the types that steer a row from the others: data, functions of nothing but their arguments, and handles of the engine.</summary>
internal static class SteeringTypes
{
    private static readonly Type[] DataOfOthers = [typeof(string), typeof(object), typeof(Type), typeof(Uri), typeof(Version)];

    // They describe columns and never change; each finds its fields by an index that is made with it.
    private static readonly string[] Descriptions = ["AvroArray", "AvroField", "AvroRecord", "AvroUnion", "RecordShape", "SchemaIndex"];

    /// <summary>Whether a type is code of the house, and no class that the compiler made.</summary>
    public static bool IsWritten(Type type) => type.Namespace is not null && !type.IsDefined(typeof(CompilerGeneratedAttribute));

    /// <summary>Whether a type steers: a class whose objects are a service, hold one, or hold something that changes.</summary>
    public static bool Steers(Type type) =>
        type is { IsClass: true, IsAbstract: false } && !IsHandle(type) && !Descriptions.Contains(type.Name, StringComparer.Ordinal) && (IsService(type) || !IsData(type, []));

    // Of the framework's machinery: what it closes, throws, and reads from JSON.
    private static bool IsHandle(Type type) => typeof(SafeHandle).IsAssignableFrom(type) || typeof(Exception).IsAssignableFrom(type) || typeof(JsonConverter).IsAssignableFrom(type);

    private static bool IsService(Type type) => type.GetInterfaces().Any(IsOfTheHouse) && type.GetMethod("<Clone>$") is null;

    private static bool IsOfTheHouse(Type type) => type.Assembly.GetName().Name!.StartsWith("MeshStarter.", StringComparison.Ordinal);

    // Records, structs and enumerations, and classes whose objects are made of such and never change.
    private static bool IsData(Type type, HashSet<Type> seen) =>
        type.IsValueType || type.IsInterface || DataOfOthers.Contains(type) || type.GetMethod("<Clone>$") is not null || type.GetInterfaces().Contains(typeof(IEquatable<>).MakeGenericType(type)) || !seen.Add(type)
        || (type.IsArray && IsData(type.GetElementType()!, seen))
        || (IsOfTheHouse(type) && !type.IsSubclassOf(typeof(Delegate)) && FieldsOf(type).All(field => field.IsInitOnly && IsData(field, seen)));

    // An interface of the house is a service; a list of others' is read.
    private static bool IsData(FieldInfo field, HashSet<Type> seen) => field.FieldType is { IsInterface: true } type
        ? type.Namespace == "System.Collections.Generic" && type.Name.StartsWith("IReadOnly", StringComparison.Ordinal) && type.GenericTypeArguments.All(argument => IsData(argument, seen))
        : IsData(field.FieldType, seen);

    private static IEnumerable<FieldInfo> FieldsOf(Type? type) => type is null || type == typeof(object)
        ? []
        : type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Concat(FieldsOf(type.BaseType));
}
