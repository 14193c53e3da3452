namespace MeshStarter.DuckDb;

/// <summary>The class of an error, as the engine names it (duckdb_error_type).</summary>
public enum DuckDbErrorKind
{
    /// <summary>The engine gave no class.</summary>
    Unknown = 0,
    /// <summary>A value outside its type's range.</summary>
    OutOfRange = 1,
    /// <summary>A value that cannot be cast.</summary>
    Conversion = 2,
    /// <summary>A type that the engine does not know.</summary>
    UnknownType = 3,
    /// <summary>Decimal arithmetic failed.</summary>
    DecimalArithmetic = 4,
    /// <summary>Types that do not match.</summary>
    MismatchType = 5,
    /// <summary>Division by zero.</summary>
    DivideByZero = 6,
    /// <summary>An object too large.</summary>
    ObjectSize = 7,
    /// <summary>A type that is not allowed here.</summary>
    InvalidType = 8,
    /// <summary>Reading or writing serialised data failed.</summary>
    Serialization = 9,
    /// <summary>A conflict or misuse of transactions.</summary>
    Transaction = 10,
    /// <summary>The engine cannot do this yet.</summary>
    NotImplemented = 11,
    /// <summary>An expression that cannot be evaluated.</summary>
    Expression = 12,
    /// <summary>An unknown table, function or other catalog entry, or one that exists already.</summary>
    Catalog = 13,
    /// <summary>SQL that does not parse.</summary>
    Parser = 14,
    /// <summary>The planner failed.</summary>
    Planner = 15,
    /// <summary>The scheduler failed.</summary>
    Scheduler = 16,
    /// <summary>The executor failed.</summary>
    Executor = 17,
    /// <summary>A constraint (not null, unique, check, foreign key) was violated.</summary>
    Constraint = 18,
    /// <summary>An index failed.</summary>
    Index = 19,
    /// <summary>Statistics failed.</summary>
    Statistics = 20,
    /// <summary>The connection failed.</summary>
    Connection = 21,
    /// <summary>SQL that parses but is not well formed.</summary>
    Syntax = 22,
    /// <summary>A setting failed.</summary>
    Settings = 23,
    /// <summary>A name or type in the query that does not resolve.</summary>
    Binder = 24,
    /// <summary>The network failed.</summary>
    Network = 25,
    /// <summary>The optimizer failed.</summary>
    Optimizer = 26,
    /// <summary>The engine met a null pointer.</summary>
    NullPointer = 27,
    /// <summary>Reading or writing a file failed.</summary>
    IO = 28,
    /// <summary>
    /// The query was interrupted. With a cancelled token this room throws OperationCanceledException instead. Without one, another of the engine's threads
    /// failed while rows were read, and the engine does not give its error (one of some 150 such failures on a loaded machine).
    /// </summary>
    Interrupt = 29,
    /// <summary>The database instance is no longer usable.</summary>
    Fatal = 30,
    /// <summary>A defect of the engine.</summary>
    Internal = 31,
    /// <summary>Input that the engine refuses.</summary>
    InvalidInput = 32,
    /// <summary>The memory limit was reached.</summary>
    OutOfMemory = 33,
    /// <summary>A forbidden operation, such as file access in a locked-down database.</summary>
    Permission = 34,
    /// <summary>A parameter without a value or type.</summary>
    ParameterNotResolved = 35,
    /// <summary>A parameter where none is allowed.</summary>
    ParameterNotAllowed = 36,
    /// <summary>Something depends on the object.</summary>
    Dependency = 37,
    /// <summary>An HTTP request failed.</summary>
    Http = 38,
    /// <summary>An extension is missing.</summary>
    MissingExtension = 39,
    /// <summary>Loading an extension failed.</summary>
    Autoload = 40,
    /// <summary>A sequence failed.</summary>
    Sequence = 41,
    /// <summary>A setting that is unknown, invalid or locked.</summary>
    InvalidConfiguration = 42,
}
