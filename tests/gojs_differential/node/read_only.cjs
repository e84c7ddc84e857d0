// A directory as a guest's whole file system, which cannot be written to.
//
// Stands for a read-only mount at `/` and a `chroot` into it, which only root could make: what a call answers, and in
// which order it finds fault, is what Linux does on such a mount. There are no symbolic links in it.

"use strict";

const fs = require("node:fs");
const { errno: numbers } = require("node:os").constants;

const DESCRIPTIONS = {
	EBUSY: "resource busy or locked",
	EEXIST: "file already exists",
	EINVAL: "invalid argument",
	EISDIR: "illegal operation on a directory",
	ENOENT: "no such file or directory",
	ENOTDIR: "not a directory",
	ENOTEMPTY: "directory not empty",
	EROFS: "read-only file system",
};

const { O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_DIRECTORY } = fs.constants;

/** A failed call, as Node words it. */
function failure(code, call, ...paths) {
	const about = paths.map((path) => `'${path}'`).join(" -> ");
	const error = new Error(`${code}: ${DESCRIPTIONS[code]}, ${call}${about && " " + about}`);
	Object.assign(error, { errno: -numbers[code], code, syscall: call });
	if (paths.length > 0) error.path = paths[0];
	if (paths.length > 1) error.dest = paths[1];
	return error;
}

/** Thrown by lookups; becomes a `failure` once the call and its paths are known. */
class Fault {
	constructor(code) {
		this.code = code;
	}
}

function fail(code) {
	throw new Fault(code);
}

/** Runs `body`; its `Fault` becomes the failure of `call`. */
function answering(call, paths, body) {
	try {
		return body();
	} catch (fault) {
		throw fault instanceof Fault ? failure(fault.code, call, ...paths) : fault;
	}
}

/** Paths of a guest, and the files that they lead to. */
class Tree {
	constructor(root) {
		this.root = root;
		this.cwd = [];
	}

	/** The host's path of the names `at`. */
	host(at) {
		return [this.root, ...at].join("/");
	}

	kind(at) {
		const stat = fs.lstatSync(this.host(at), { throwIfNoEntry: false });
		return stat && (stat.isDirectory() ? "directory" : "file");
	}

	/** Where the directories of `path` lead, the last name, and whether a slash follows it. */
	parent(path) {
		if (path === "") fail("ENOENT");
		const names = path.split("/").filter((name) => name !== "");
		const last = names.pop() ?? "/";
		let at = path.startsWith("/") ? [] : this.cwd;
		for (const name of names) at = this.enter(at, name);
		this.enter(at, ".");
		return { at, last, slash: path.endsWith("/") };
	}

	/** Where `name` in the directory `at` leads. */
	enter(at, name) {
		const kind = this.kind(at);
		if (kind === undefined) fail("ENOENT");
		if (kind !== "directory") fail("ENOTDIR");
		switch (name) {
			case "/": return [];
			case ".": return at;
			case "..": return at.slice(0, -1);
			default: return [...at, name];
		}
	}

	/** Where `path` leads, and what is there: "file", "directory" or undefined. */
	find(path) {
		const { at, last, slash } = this.parent(path);
		const found = this.enter(at, last);
		const kind = this.kind(found);
		if (slash && kind === "file") fail("ENOTDIR");
		return { at: found, kind, slash, named: !["/", ".", ".."].includes(last) };
	}

	/** The host's path of what is at `path`. */
	existing(path) {
		const { at, kind } = this.find(path);
		return kind === undefined ? fail("ENOENT") : this.host(at);
	}

	/** What making a new entry at `path` answers. */
	make(path, { directory = false } = {}) {
		const { at, last, slash } = this.parent(path);
		if (["/", ".", ".."].includes(last) || this.kind([...at, last])) fail("EEXIST");
		fail(slash && !directory ? "ENOENT" : "EROFS");
	}

	/** What changing the entry at `path` answers, whether it is there or not; `special` for `/`, `.` and `..`. */
	change(path, special) {
		const { last } = this.parent(path);
		fail(special[last] ?? "EROFS");
	}

	/** The host's path of what `open` opens. */
	open(path, flags) {
		if (flags & O_CREAT && flags & O_DIRECTORY) fail("EINVAL");
		const { at, last, slash } = this.parent(path);
		const named = !["/", ".", ".."].includes(last);
		if (flags & O_CREAT && named && slash) fail("EISDIR");
		const found = this.enter(at, last);
		const kind = this.kind(found);
		if (kind === undefined) fail(flags & O_CREAT ? "EROFS" : "ENOENT");
		if (flags & O_CREAT && flags & O_EXCL) fail("EEXIST");
		if (kind === "file" && (slash || flags & O_DIRECTORY)) fail("ENOTDIR");
		const writes = flags & (O_WRONLY | O_RDWR | O_TRUNC);
		if (kind === "directory" && (writes || flags & O_CREAT)) fail("EISDIR");
		if (writes) fail("EROFS");
		return this.host(found);
	}
}

/** A failure of the host's, about the guest's path. */
function about(error, hostPath, path) {
	if (error?.path === hostPath) {
		error.path = path;
		error.message = error.message.replace(`'${hostPath}'`, `'${path}'`);
	}
	return error;
}

/** Calls that fail before they would do anything, by the name of the system call that their errors tell. */
function refusals(tree) {
	const there = (path) => (tree.existing(path), fail("EROFS"));
	return {
		mkdir: ["mkdir", 1, (path) => tree.make(path, { directory: true })],
		symlink: ["symlink", 2, (_, link) => tree.make(link)],
		link: ["link", 2, (path, link) => (tree.existing(path), tree.make(link))],
		unlink: ["unlink", 1, (path) => tree.change(path, { "/": "EISDIR", ".": "EISDIR", "..": "EISDIR" })],
		rmdir: ["rmdir", 1, (path) => tree.change(path, { "/": "EBUSY", ".": "EINVAL", "..": "ENOTEMPTY" })],
		rename: ["rename", 2, (from, to) => {
			const [old, renamed] = [tree.parent(from), tree.parent(to)];
			fail([old, renamed].some(({ last }) => ["/", ".", ".."].includes(last)) ? "EBUSY" : "EROFS");
		}],
		chmod: ["chmod", 1, there],
		chown: ["chown", 1, there],
		lchown: ["lchown", 1, there],
		utimes: ["utime", 1, there],
		truncate: ["open", 1, (path) => tree.open(path, O_RDWR)],
	};
}

/** `node:fs`, as far as Go's `syscall` asks for it, over the directory `root`; and `chdir` and `cwd` beside it. */
exports.readOnly = function (root) {
	const tree = new Tree(root);
	const guest = { constants: fs.constants, writeSync: fs.writeSync };

	/** Descriptors of the tree's own files: what they stand for cannot be changed either. */
	const opened = new Set();

	const define = (name, call, paths, body) => {
		guest[name] = (...args) => {
			const callback = args.pop();
			try {
				answering(call, args.slice(0, paths), () => body(args, callback));
			} catch (error) {
				// Node itself throws what is wrong with the arguments.
				if (error.syscall === undefined) throw error;
				setImmediate(callback, error);
			}
		};
	};

	for (const [name, [call, paths, refuse]] of Object.entries(refusals(tree))) {
		define(name, call, paths, (args) => refuse(...args));
	}
	for (const [name, call] of [["stat", "stat"], ["lstat", "lstat"], ["readdir", "scandir"], ["readlink", "readlink"]]) {
		define(name, call, 1, ([path], callback) => {
			const hostPath = tree.existing(path);
			fs[name](hostPath, (error, result) => callback(about(error, hostPath, path), result));
		});
	}
	define("open", "open", 1, ([path, flags], callback) => {
		fs.open(tree.open(path, flags), "r", (error, fd) => {
			if (!error) opened.add(fd);
			callback(error, fd);
		});
	});
	define("close", "close", 0, ([fd], callback) => {
		opened.delete(fd);
		fs.close(fd, callback);
	});
	for (const name of ["fchmod", "fchown", "futimes"]) {
		define(name, name === "futimes" ? "futime" : name, 0, (args, callback) => {
			if (opened.has(args[0])) fail("EROFS");
			fs[name](...args, callback);
		});
	}
	for (const name of ["read", "write", "fstat", "fsync", "ftruncate"]) {
		define(name, name, 0, (args, callback) => fs[name](...args, callback));
	}

	const cwd = () => "/" + tree.cwd.join("/");
	const chdir = (path) => {
		const paths = [cwd(), path];
		answering("chdir", paths, () => {
			const { at, kind } = tree.find(path);
			if (kind !== "directory") fail(kind === undefined ? "ENOENT" : "ENOTDIR");
			tree.cwd = at;
		});
	};
	return { fs: guest, cwd, chdir };
};
